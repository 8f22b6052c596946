// What the driver has given out and waits for, and how often it has failed: the same for blocks of tasks and for errands.

/** Something that is out. */
export interface Work {
  readonly name: string
  /** What the hand that takes it is told. */
  readonly data: object
  /** Which work it is, in words. */
  readonly place: string
  readonly reject: (error: Error) => void
  /** How often it was given out. */
  attempts: number
  /** The job that was given out last. */
  job: { readonly queue: string; readonly id: string; readonly since: number } | undefined
  /** Whether its answer is being looked at, so that none is refused twice; `again` when there may be a newer one. */
  looking: 'now' | 'again' | undefined
  /** Who last said to have answered. */
  heardFrom: string | undefined
  /** What went wrong with it so far, and with whom. */
  readonly reasons: string[]
  readonly failedWith: Set<string>
}

/** Work that was not given out yet, and the promise of its answer. */
export function createWork<Answer>(name: string, data: object, place: string) {
  const { promise: answer, resolve, reject } = withResolvers<Answer>()
  answer.catch(() => {}) // Whoever asked gets it, and may be waiting for another first.
  const begun: Pick<Work, 'attempts' | 'job' | 'looking' | 'heardFrom' | 'reasons' | 'failedWith'> = {
    attempts: 0,
    job: undefined,
    looking: undefined,
    heardFrom: undefined,
    reasons: [],
    failedWith: new Set(),
  }
  return { name, data, place, answer, resolve, reject, ...begun }
}

function withResolvers<Value>() {
  let resolve: (value: Value) => void = () => {}
  let reject: (error: Error) => void = () => {}
  const promise = new Promise<Value>((settle, refuse) => {
    resolve = settle
    reject = refuse
  })
  return { promise, resolve, reject }
}

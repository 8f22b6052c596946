// What the driver has given out and waits for.

import type { Answer, Expectation } from '../protocol/answer.js'
import { lengthsOf, type Vectors } from '../protocol/layout.js'
import { type Request, requestName } from '../protocol/request.js'

/** A request, and who has the rows that it is about, if anybody has. */
export interface Asked {
  readonly request: Request
  readonly holder?: string | undefined
}

/** A request that is out. */
export interface Work extends Asked {
  readonly name: string
  readonly expected: Expectation
  readonly answer: Promise<Answer>
  readonly resolve: (answer: Answer) => void
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

/** What is waited for. */
export function workOn(asked: Asked, vectors: Vectors): Work {
  const { request } = asked
  const name = requestName(request)
  const expected = { request: name, precision: vectors.precision, ...lengthsOf(request.question, request.count, vectors) }
  const { promise: answer, resolve, reject } = withResolvers<Answer>()
  answer.catch(() => {}) // Whoever asked gets it, and may be waiting for another first.
  return {
    ...asked,
    name,
    expected,
    answer,
    resolve,
    reject,
    attempts: 0,
    job: undefined,
    looking: undefined,
    heardFrom: undefined,
    reasons: [],
    failedWith: new Set(),
  }
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

/** Which tasks, in words. */
export function placeOf({ request: { first, count, step, seed } }: Pick<Work, 'request'>): string {
  const tasks = count === 1 ? `task ${first}` : `tasks ${first} to ${first + count - 1}`
  return `${tasks} of meta-step ${step + 1}, seed ${seed}`
}

// What a web worker's script runs: answers the page's questions with a backend of its own.

import { type Backend, fail } from '@assent/autodiff'
import { toFailure } from '@assent/core/tools'
import { type Programs, programsOf } from '../programs.js'
import { type FromWorker, isToWorker, memoryOf, type Parcel, type ToWorker } from './messages.js'

const wording = { where: 'serve', from: "the worker's script", remedy: 'serve the backend of the run' }

/**
 * Makes a worker of the script that calls it: it waits for shares of the tasks and computes them. Other messages are left to
 * others.
 *
 * @param backend makes the backend of the run, `simd` for instance
 * @throws AssentError when it is no function
 *
 * @example
 * import { simd } from '@assent/backend-simd'
 * import { serve } from '@assent/executor-threads/web'
 *
 * serve(simd)
 */
export function serve(backend: () => Backend | Promise<Backend>): void {
  if (typeof backend !== 'function') fail('serve', 'a backend factory', typeof backend, 'give it one, as in serve(simd)')
  let programs: Programs | undefined
  const answer = async (question: ToWorker): Promise<Parcel | undefined> => {
    if (question.assent === 'open') {
      programs = programsOf(question.work, async () => backend(), wording)
      await programs.open()
      return undefined
    }
    if (!programs) return fail('serve', 'work before shares of it', 'none', 'start the worker by webWorkers')
    await compute(programs, question.count, question.parcel)
    return question.parcel
  }
  addEventListener('message', async ({ data }: MessageEvent<unknown>) => {
    if (!isToWorker(data)) return
    const { id } = data
    try {
      post({ assent: 'answer', id, failure: undefined, parcel: await answer(data), alive: undefined })
    } catch (error) {
      post({ assent: 'answer', id, failure: toFailure(error), parcel: undefined, alive: undefined })
    }
  })
  holdLock().then((alive) => post({ assent: 'answer', id: 0, failure: undefined, parcel: undefined, alive }))
}

async function compute(programs: Programs, count: number, { inputs, outputs }: Parcel): Promise<void> {
  const executable = await programs.executableFor(count)
  for (const { name, values } of inputs) executable.write(name, values)
  await executable.run()
  for (const { name, values } of outputs) values.set(await executable.read(name))
}

function post(answer: FromWorker): void {
  postMessage(answer, { transfer: memoryOf(answer.parcel) })
}

/** Takes a lock that is free again when this worker has ended, and tells its name; undefined where there are no locks. */
function holdLock(): Promise<string | undefined> {
  const locks: LockManager | undefined = globalThis.navigator?.locks
  if (!locks) return Promise.resolve(undefined)
  const name = `assent ${crypto.randomUUID()}`
  return new Promise((resolve) => {
    const hold = () => {
      resolve(name)
      return new Promise<never>(() => {})
    }
    locks.request(name, hold).catch(() => resolve(undefined)) // A sandboxed page has none to give.
  })
}

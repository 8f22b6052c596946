// What the page can be asked; the same script in a worker trains there, over workers of its own.

import { simd } from '@assent/backend-simd'
import { initialState } from '@assent/core'
import { sampleAssignments } from '@assent/core/tools'
import { executorChecks } from '@assent/testkit'
import { type WebWorkersOptions, webWorkers } from '../../src/web/index.js'
import { kinds } from '../kinds.mjs'
import { type Training, train } from './training.js'

/** Which scripts the workers run, in the order in which they start; the last is that of all later ones, too. */
export interface Workers extends Partial<Pick<WebWorkersOptions, 'workers' | 'retries' | 'limit'>> {
  readonly scripts: readonly string[]
}

function over({ scripts, ...options }: Workers) {
  let started = 0
  const worker = () => {
    const script = scripts[Math.min(started++, scripts.length - 1)]
    return new Worker(script === 'missing' ? '/missing.js' : `/worker.js?${script}`, { type: 'module' })
  }
  return webWorkers({ worker, ...options })
}

/** As in the library: a worker whom nobody but itself refers to may be taken for forgotten. */
const trainers = new Set<Worker>()

const questions = {
  train: (training: Training, workers?: Workers) => train(training, workers && (() => over(workers))),

  /** Each check's name, with what it says where it fails. */
  check: async () => {
    const said: { [name: string]: string } = {}
    for (const { name, run } of executorChecks(over({ scripts: ['simd'], workers: 2 }), await simd())) {
      const outcome = Promise.resolve().then(run)
      said[name] = await outcome.then(
        () => 'kept',
        ({ message }: Error) => message,
      )
    }
    return said
  },

  /** Closes a session while its workers are at their tasks, and tells what comes of these. */
  closeAmid: async ({ kind }: Training, workers: Workers) => {
    const problem = { ...kinds[kind], backend: await simd() }
    const session = await over(workers).open(problem, problem.tasksPerStep)
    const { parameters: theta } = initialState(problem)
    const proposed = session.propose({ theta, assignments: sampleAssignments(problem, 0), schedule: [] })
    const outcome = proposed.then(
      () => 'proposals',
      ({ message }: Error) => message,
    )
    setTimeout(() => session.close(), 100)
    return outcome
  },

  /** Trains in a worker. */
  trainInWorker: (training: Training, workers: Workers) =>
    new Promise((resolve, reject) => {
      const worker = new Worker('/page.js', { type: 'module' })
      trainers.add(worker)
      worker.onmessage = ({ data }) => {
        worker.terminate()
        trainers.delete(worker)
        resolve(data)
      }
      worker.onerror = ({ message }) => reject(new Error(message))
      worker.postMessage([training, workers])
    }),
}

declare global {
  var asked: typeof questions
}

globalThis.asked = questions
if (!('document' in globalThis)) {
  addEventListener('message', async ({ data: [training, workers] }) => postMessage(await questions.train(training, workers)))
}

// One format, fuzzed in a thread of its own, so that a case that hangs is seen from outside.

import { parentPort, workerData } from 'node:worker_threads'
import { type Plan, runCases } from './run-cases.js'
import { targets } from './targets.js'

export interface Task {
  readonly name: string
  readonly plan: Plan
  /** Holds the number of the case at hand, and 1 when it is to be the last. */
  readonly current: Int32Array
}

const { name, plan, current }: Task = workerData
const open = targets[name]
if (!open) throw new Error(`no format ${name}`)
const goOn = (number: number) => {
  Atomics.store(current, 0, number)
  return Atomics.load(current, 1) === 0
}
parentPort?.postMessage(await runCases(await open(), plan, goOn))

// What the threads of one session share: the program, and the memory of its inputs and outputs.

import { type FloatArray, type Port, type Precision, type Program, portSize } from '@assent/autodiff'
import type { Failure } from '@assent/core/tools'

/** The memory behind one input or output, for all tasks of a meta-batch. */
export interface SharedPort {
  readonly name: string
  /** Values per task, or in all where every task has the same. */
  readonly size: number
  readonly perTask: boolean
  readonly memory: SharedArrayBuffer
}

/** Everything a worker needs to know, given to it when it starts: a worker that replaces a dead one gets the same. */
export interface SharedWork {
  readonly program: Program
  readonly precision: Precision
  /** The backend of the run: that of each worker must have its name. */
  readonly backendName: string
  /** The module that exports the backend's factory, and the factory's name. */
  readonly backend: readonly [module: string, name: string]
  readonly inputs: readonly SharedPort[]
  readonly outputs: readonly SharedPort[]
  /** Which thread works on the share that begins with a task: its number, from 1; 0 for none. Int32 per task. */
  readonly working: SharedArrayBuffer
}

/** Consecutive tasks of the meta-batch. */
export interface Share {
  readonly first: number
  readonly count: number
}

/** An answer of a worker: what went wrong with its share, if anything did. */
export interface Answer {
  readonly failure: Failure | undefined
}

/** Shared memory for an input or output, for a meta-batch of `tasks` tasks. */
export function sharePort(port: Port, tasks: number, precision: Precision): SharedPort {
  const bytes = precision === 'float32' ? 4 : 8
  const memory = new SharedArrayBuffer(portSize(port, tasks) * bytes)
  return { name: port.name, size: portSize(port, 1), perTask: port.perTask, memory }
}

/** The values of a share's tasks, or of all tasks; where all tasks have the same, just these. */
export function viewOf({ memory, size, perTask }: SharedPort, precision: Precision, share?: Share): FloatArray {
  const whole = precision === 'float32' ? new Float32Array(memory) : new Float64Array(memory)
  return share && perTask ? whole.subarray(share.first * size, (share.first + share.count) * size) : whole
}

/** Shares that a worker gets in a meta-step, where there are tasks enough: one on a slower processor gets fewer of them. */
const sharesPerWorker = 4
/** Tasks that are worth a share of their own. */
const fewestTasks = 4

/** Splits `tasks` tasks into shares whose sizes differ by one at most: one for a single worker, one or a few for each of several. */
export function splitTasks(tasks: number, workers: number): Share[] {
  const each = Math.max(1, Math.min(sharesPerWorker, Math.floor(tasks / workers / fewestTasks)))
  const shares = workers === 1 ? 1 : Math.min(tasks, workers * each)
  return Array.from({ length: shares }, (_, index) => {
    const first = Math.floor((index * tasks) / shares)
    return { first, count: Math.floor(((index + 1) * tasks) / shares) - first }
  })
}

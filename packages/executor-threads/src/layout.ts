// What one session computes, and where the values of its inputs and outputs lie for a whole meta-batch.

import { type FloatArray, fail, type Port, type Precision, type Program, portSize } from '@assent/autodiff'
import type { Share } from './shares.js'

/** What a worker computes: a program, on the backend of the run. */
export interface Work {
  readonly program: Program
  readonly precision: Precision
  /** The backend of the run: that of each worker must have its name. */
  readonly backendName: string
}

/** The memory behind one input or output, for all tasks of a meta-batch. */
export interface PortMemory {
  readonly name: string
  /** Values per task, or in all where every task has the same. */
  readonly size: number
  readonly perTask: boolean
  readonly memory: ArrayBufferLike
}

/** A session's work, and the memory of its ports. */
export interface Layout extends Work {
  /** Tasks of a meta-batch. */
  readonly tasks: number
  readonly inputs: readonly PortMemory[]
  readonly outputs: readonly PortMemory[]
}

/** Makes memory for each input and output of `tasks` tasks. */
export function layOut(work: Work, tasks: number, allocate: (bytes: number) => ArrayBufferLike): Layout {
  const bytes = work.precision === 'float32' ? 4 : 8
  const memoryOf = (port: Port): PortMemory => {
    const memory = allocate(portSize(port, tasks) * bytes)
    return { name: port.name, size: portSize(port, 1), perTask: port.perTask, memory }
  }
  return { ...work, tasks, inputs: work.program.inputs.map(memoryOf), outputs: work.program.outputs.map(memoryOf) }
}

/** The values of a share's tasks, or of all tasks; where all tasks have the same, just these. */
export function viewOf({ memory, size, perTask }: PortMemory, precision: Precision, share?: Share): FloatArray {
  const whole = precision === 'float32' ? new Float32Array(memory) : new Float64Array(memory)
  return share && perTask ? whole.subarray(share.first * size, (share.first + share.count) * size) : whole
}

/** The memory of the port of that name. */
export function findPort(where: string, ports: readonly PortMemory[], name: string): PortMemory {
  return (
    ports.find((port) => port.name === name) ?? fail(where, `a port named ${name}`, 'none', 'use the program of this session')
  )
}

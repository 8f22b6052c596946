// What a page and its workers say to each other. Every message is marked as ours: the same worker may be spoken to by others.

import type { Failure } from '@assent/core/tools'
import type { Work } from '../layout.js'

/** The values of an input or output, in memory of their own, which moves to the other side. */
export interface PortValues {
  readonly name: string
  readonly values: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>
}

/** What a worker is asked: to open its backend for this work, or to do a share of so many tasks. */
export type Question =
  | { readonly assent: 'open'; readonly work: Work }
  | { readonly assent: 'share'; readonly count: number; readonly inputs: readonly PortValues[] }

/** Questions have numbers from 1, and answers the number of their question. */
export type ToWorker = Question & { readonly id: number }

/** An answer; 0 is the number of what a worker says first, that it waits for questions. */
export interface FromWorker {
  readonly assent: 'answer'
  readonly id: number
  readonly failure: Failure | undefined
  readonly outputs: readonly PortValues[]
  /** In the first answer: a lock that the worker holds as long as it lives, where there are locks. */
  readonly alive: string | undefined
}

const isMarked = (data: unknown): data is { readonly assent: unknown } =>
  typeof data === 'object' && data !== null && 'assent' in data

export const isToWorker = (data: unknown): data is ToWorker =>
  isMarked(data) && (data.assent === 'open' || data.assent === 'share')

export const isFromWorker = (data: unknown): data is FromWorker => isMarked(data) && data.assent === 'answer'

/** The memory that moves with a message. */
export const moved = (ports: readonly PortValues[]): Transferable[] => ports.map(({ values }) => values.buffer)

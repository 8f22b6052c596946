// What a page and its workers say to each other. Every message is marked as ours: the same worker may be spoken to by others.

import type { Failure } from '@assent/core/tools'
import type { Work } from '../layout.js'

/** The values of an input or output, in memory of their own, which moves to the other side. */
export interface PortValues {
  readonly name: string
  readonly values: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>
}

/**
 * Memory for a share's values. It goes to the worker with the inputs and comes back with the outputs, meta-step after
 * meta-step: fresh memory for each would cost more than the copying.
 */
export interface Parcel {
  readonly inputs: readonly PortValues[]
  readonly outputs: readonly PortValues[]
}

/** What a worker is asked: to open its backend for this work, or to do a share of so many tasks. */
export type Question =
  | { readonly assent: 'open'; readonly work: Work }
  | { readonly assent: 'share'; readonly count: number; readonly parcel: Parcel }

/** Questions have numbers from 1, and answers the number of their question. */
export type ToWorker = Question & { readonly id: number }

/** An answer; 0 is the number of what a worker says first, that it waits for questions. */
export interface FromWorker {
  readonly assent: 'answer'
  readonly id: number
  readonly failure: Failure | undefined
  readonly parcel: Parcel | undefined
  /** In the first answer: a lock that the worker holds as long as it lives, where there are locks. */
  readonly alive: string | undefined
}

const isMarked = (data: unknown): data is { readonly assent: unknown } =>
  typeof data === 'object' && data !== null && 'assent' in data

export const isToWorker = (data: unknown): data is ToWorker =>
  isMarked(data) && (data.assent === 'open' || data.assent === 'share')

export const isFromWorker = (data: unknown): data is FromWorker => isMarked(data) && data.assent === 'answer'

/** The memory that moves with a parcel. */
export const memoryOf = (parcel: Parcel | undefined): Transferable[] =>
  parcel ? [...parcel.inputs, ...parcel.outputs].map(({ values }) => values.buffer) : []

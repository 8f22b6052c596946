// What a thread that does errands and its process say to each other.

import type { Failure } from '@assent/core/tools'
import type { ErrandRequest } from '../protocol/errand.js'
import type { Files, Parcel } from '../protocol/parcel.js'
import type { Opener } from './thread.js'

/** What an errand function is given besides the description. */
export interface ErrandContext {
  /** What was saved the last time that somebody was at it; empty where nobody was. */
  readonly saved: Files
  /** Keeps how far the errand has come, so that whoever does it next goes on from there. */
  save(files: Files): void
  /** Tells whoever watches; `lasting` when it is not replaced by the next. */
  say(text: string, lasting: boolean): void
  /** Whether to save and end. */
  shouldStop(): boolean
}

/**
 * Does an errand: what the driver says of it is data, `own` is what the worker's process adds. Undefined when it was stopped on
 * the way.
 */
export type DoErrand = (description: unknown, own: unknown, context: ErrandContext) => Promise<Parcel | undefined>

export interface ErrandThreadData {
  /** The module, its errand function, and what that is given of the process's own. */
  readonly errand: Opener
  /** One value: 1 when it is to stop. */
  readonly stop: SharedArrayBuffer
}

export interface ToErrandThread {
  readonly description: ErrandRequest['description']
  readonly saved: Files
}

export type FromErrandThread =
  | { readonly kind: 'saved'; readonly files: Files }
  | { readonly kind: 'line'; readonly text: string; readonly lasting: boolean }
  | { readonly kind: 'brought'; readonly parcel: Parcel }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly failure: Failure }

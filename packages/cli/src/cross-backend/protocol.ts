// What the command and the processes of its backends say to each other.

import type { AssentError } from '@assent/core'
import type { Overrides } from '../config/flags.js'
import type { Source } from '../config/load.js'

/** The experiment that every process composes for itself, with a backend of its own. */
export interface Assignment {
  readonly source: Source
  readonly overrides: Overrides & { readonly backend: string }
}

/** Begin, take that many meta-steps, or end. */
export type Order = Assignment | { readonly steps: number }

/** Sizes are resident memory of the whole process, in bytes. */
export interface Loaded {
  readonly kind: 'loaded'
  /** Import and start of the backend, in ms. */
  readonly loading: number
  /** Before the backend was loaded. */
  readonly bare: number
}

export interface Advanced {
  readonly kind: 'advanced'
  /** θ after the last of the steps. */
  readonly parameters: Float32Array | Float64Array
  /** Each step, in ms. */
  readonly times: readonly number[]
  /** The largest that was seen after a step. */
  readonly largest: number
}

export interface Failed {
  readonly kind: 'failed'
  readonly complaint: AssentError['complaint']
}

export type Answer = Loaded | Advanced | Failed

// What a comparison and the processes that train its cells say to each other.

import type { AssentError, ErrorKind, Split } from '@assent/core'
import type { CompareCommand } from '../commands/compare.js'
import type { Outcome } from './complete-cell.js'

/** First what is compared: every process prepares the same cells. Then, whenever it is free, a cell by its number. */
export type Order =
  | { readonly options: CompareCommand; readonly folder: string }
  | { readonly cell: number; readonly judges: readonly Split[]; readonly resume: boolean }

export type Answer =
  | { readonly kind: 'ready' }
  /** A line for whoever watches; `lasting` when it is not replaced by the next. */
  | { readonly kind: 'line'; readonly text: string; readonly lasting: boolean }
  | { readonly kind: 'trained'; readonly outcome: Outcome }
  | { readonly kind: 'failed'; readonly complaint: AssentError['complaint']; readonly errorKind: ErrorKind }

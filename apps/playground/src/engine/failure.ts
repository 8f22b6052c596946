// What went wrong, in words that cross from a worker to the page.

import { AssentError } from '@assent/autodiff'

export interface Failed {
  readonly kind: 'failed'
  readonly text: string
}

/** A training that ended before its last step. */
export interface LaneFailed extends Failed {
  readonly diverged: boolean
}

export function failedBy(error: unknown): LaneFailed {
  const text = error instanceof Error ? error.message : String(error)
  return { kind: 'failed', text, diverged: error instanceof AssentError && error.kind === 'diverged' }
}

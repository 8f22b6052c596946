// A part that is wrong in one place, and the checks of its kit that must see it.

import type { Check } from '../../src/index.js'

export interface Mutant {
  /** What is wrong. */
  readonly name: string
  readonly checks: readonly Check[]
  /** The checks of which at least one must fail. */
  readonly caughtBy: RegExp
}

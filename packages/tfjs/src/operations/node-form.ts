// A node while it is planned: its own shape, and where its inputs' values are.

import type { Shape } from '@assent/autodiff'
import type { Operand } from '../planner.js'

export interface NodeForm {
  /** Of one task. */
  readonly shape: Shape
  readonly perTask: boolean
  /** Typed as at least two, so that operations can name them; those of one input name one. */
  readonly from: readonly [Operand, Operand, ...Operand[]]
}

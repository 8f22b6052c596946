// A node while it is planned: its own shape, and where its inputs' values are.

import type { Shape } from '@assent/autodiff'
import type { Inputs } from '../entries.js'
import type { Operand } from '../planner.js'

/** A node's values while its calls are planned. */
export interface NodeForm {
  /** Of one task. */
  readonly shape: Shape
  readonly perTask: boolean
  /** Its inputs, to be named. */
  readonly from: Inputs<Operand>
  /** Its inputs, as many as there are. */
  readonly inputs: readonly Operand[]
}

// Mean squared error: the usual loss of regression.

import { meanSquaredError } from '@assent/autodiff'
import type { Loss } from '../contracts/loss.js'

/** Mean over examples and outputs of `(prediction − target)²`, in squared units of the target. */
export function squaredError(): Loss {
  return { name: 'squaredError', settings: {}, compute: meanSquaredError }
}

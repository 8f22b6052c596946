// One small computation for each operation and class of shapes: what backends are held to, derivatives included.

import type { OperationCase } from './case.js'
import { elementwiseCases } from './elementwise.js'
import { functionCases } from './functions.js'
import { productCases } from './products.js'
import { structureCases } from './structure.js'
import { windowCases } from './windows.js'

export type { OperationCase } from './case.js'
export { convolutionBlock } from './functions.js'

/** All cases: each operation, and each class of shapes that it may have. `describeBackend` runs them. */
export const operationCases: readonly OperationCase[] = [
  ...elementwiseCases,
  ...structureCases,
  ...productCases,
  ...windowCases,
  ...functionCases,
]

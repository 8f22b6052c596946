// The loss of a problem that names none.

import type { Loss } from '../contracts/loss.js'
import type { TaskSource } from '../contracts/task-source.js'
import { crossEntropy } from './cross-entropy.js'
import { squaredError } from './squared-error.js'

/** Mean squared error for regression, cross-entropy of one-hot targets for classification. */
export function defaultLoss({ kind }: Pick<TaskSource, 'kind'>): Loss {
  return kind === 'regression' ? squaredError() : crossEntropy()
}

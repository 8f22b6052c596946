// What the threads of measured workers open: a piece of work, told as it is.

import { simd } from '@assent/backend-simd'
import type { Problem } from '@assent/core'
import { partsOf } from './problem.js'
import type { Work } from './work.js'

export async function open(work: Work): Promise<Problem> {
  const { tasks, model, learner } = partsOf(work)
  return { tasks, model, learner, backend: await simd() }
}

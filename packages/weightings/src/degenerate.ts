// What a weighting answers where its rule has no answer.

import { type DegenerateWeights, fail, uniformWeights } from '@assent/core'

/** Uniform weights for `tasks` tasks, and why. */
export function degenerate(tasks: number, why: string): DegenerateWeights {
  return { weights: uniformWeights(tasks), degenerate: why }
}

/** Refuses an option that is not a finite number above 0. */
export function checkPositive(where: string, value: number, remedy: string): void {
  if (!(value > 0 && Number.isFinite(value))) fail(where, 'a finite number above 0', `${value}`, remedy)
}

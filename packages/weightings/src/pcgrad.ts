// Projecting conflicting gradients: Yu et al., "Gradient Surgery for Multi-Task Learning" (2020).

import { defineWeighting, type Rng, type WeightingOf } from '@assent/core'

/**
 * Each task's vector loses its component along every other task that it conflicts with, in random order; the weights
 * are those of the mean of what is left. All of it follows from the Gram matrix: a task's surgery is a row of
 * coefficients `v`, and its product with task j is `(Gv)ⱼ`.
 */
export function pcgrad(): WeightingOf<'gram'> {
  return defineWeighting({
    name: 'pcgrad',
    needs: 'gram',
    weigh: ({ gram, tasks, rng }) => {
      const total = new Array<number>(tasks).fill(0)
      for (let i = 0; i < tasks; i++) {
        for (const [j, coefficient] of surgery(i, gram, rng).entries()) total[j] = (total[j] as number) + coefficient / tasks
      }
      return total
    },
  })
}

/** Coefficients of task i's vector after its conflicts are projected away. */
function surgery(i: number, gram: readonly (readonly number[])[], rng: Rng): number[] {
  const v: number[] = gram.map((_, j) => (i === j ? 1 : 0))
  for (const j of rng.sample(gram.length, gram.length)) {
    const row = gram[j] as readonly number[]
    const product = row.reduce((sum, value, k) => sum + value * (v[k] as number), 0)
    if (j !== i && product < 0) v[j] = (v[j] as number) - product / (row[j] as number)
  }
  return v
}

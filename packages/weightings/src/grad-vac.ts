// Gradient vaccine: Wang, Tsvetkov, Firat and Cao, "Gradient Vaccine: Investigating and Improving Multi-task Optimization
// in Massively Multilingual Models" (2021), eq. 3.

import { checkOptions, defineWeighting, fail, type Rng, type WeightingOf } from '@assent/core'
import { dot, type Matrix } from './linear-algebra.js'

/** How far tasks are turned towards each other. */
export interface GradVacOptions {
  /** The cosine that any two tasks are brought to at least, from −1 up to below 1; 0 is `pcgrad`. */
  readonly target: number
}

/**
 * Each task's vector is turned towards every other, in random order, until their cosine is `target`; the weights are those
 * of the mean of what becomes of them. The authors' target is a moving average for each pair of tasks, which needs tasks
 * that come back; where they are drawn anew at each step, one target serves all pairs.
 *
 * Costs the Gram matrix, and n³ operations.
 *
 * @throws AssentError when the target is no cosine
 */
export function gradVac(options: GradVacOptions): WeightingOf<'gram'> {
  checkOptions('gradVac', options, ['target'])
  const { target } = options
  if (!(target >= -1 && target < 1)) fail('gradVac.target', 'a cosine from −1 up to below 1', `${target}`, '0 is pcgrad')
  return defineWeighting({
    name: 'gradVac',
    settings: { target },
    needs: 'gram',
    weigh: ({ gram, tasks, rng }) => {
      const total = new Array<number>(tasks).fill(0)
      for (let i = 0; i < tasks; i++) {
        for (const [j, value] of vaccinated(i, gram, target, rng).entries()) total[j] = (total[j] ?? 0) + value / tasks
      }
      return total
    },
  })
}

/** Coefficients of task i's vector once it is turned. A vector of 0 has no direction: it turns nobody, and is not turned. */
function vaccinated(i: number, gram: Matrix, target: number, rng: Rng): number[] {
  const own: number[] = gram.map((_, j) => (i === j ? 1 : 0))
  const products = [...(gram[i] ?? [])]
  const across = Math.sqrt(1 - target ** 2)
  for (const j of rng.sample(gram.length, gram.length)) {
    const row = gram[j] ?? []
    const [length, other] = [Math.sqrt(Math.max(dot(products, own), 0)), Math.sqrt(row[j] ?? 0)]
    if (j === i || !(length * other > 0)) continue
    const cosine = Math.min(Math.max((products[j] ?? 0) / (length * other), -1), 1)
    if (cosine >= target) continue
    const turn = (length * (target * Math.sqrt(1 - cosine ** 2) - cosine * across)) / (other * across)
    own[j] = (own[j] ?? 0) + turn
    for (const [k, value] of row.entries()) products[k] = (products[k] ?? 0) + turn * value
  }
  return own
}

// The tasks with the largest losses alone: Fan, Lyu, Ying and Hu, "Learning with Average Top-k Loss" (2017).

import { checkOptions, defineWeighting, fail, type WeightingOf } from '@assent/core'

/** How many tasks count. */
export interface TopLossesOptions {
  /** The share of the tasks that counts, above 0 and up to 1; rounded up to whole tasks. */
  readonly share: number
}

/**
 * `1/k` for each of the `k = ⌈share · n⌉` tasks with the largest query losses: the gradient of the conditional value at
 * risk. Costs nothing.
 *
 * @throws AssentError when the share is not above 0 and at most 1
 */
export function topLosses(options: TopLossesOptions): WeightingOf<'losses'> {
  checkOptions('topLosses', options, ['share'])
  const { share } = options
  if (!(share > 0 && share <= 1)) fail('topLosses.share', 'a number above 0 and up to 1', `${share}`, '1 is the plain average')
  return defineWeighting({
    name: 'topLosses',
    settings: { share },
    needs: 'losses',
    weigh: ({ queryLosses, tasks }) => {
      const count = Math.ceil(share * tasks)
      const order = [...queryLosses.keys()].sort((a, b) => (queryLosses[b] ?? 0) - (queryLosses[a] ?? 0))
      const chosen = new Set(order.slice(0, count))
      return queryLosses.map((_, i) => (chosen.has(i) ? 1 / count : 0))
    },
  })
}

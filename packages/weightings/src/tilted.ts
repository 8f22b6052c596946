// Tasks by their loss, smoothly: Li, Beirami, Sanjabi and Smith, "Tilted Empirical Risk Minimization" (2021), lemma 1. The
// worst case within a Kullback-Leibler ball around equal weights has the same form (distributionally robust optimization).

import { checkOptions, defineWeighting, fail, type WeightingOf } from '@assent/core'
import { softmax } from './softmax.js'

/** Whether large or small losses count, and how much. */
export interface TiltedOptions {
  /** Per unit of loss: above 0 the worst tasks count most, below 0 the best ones do, against outliers; 0 is the plain average. */
  readonly tilt: number
}

/**
 * `wᵢ ∝ exp(t Lᵢ)` with Lᵢ the query loss at θᵢ and `Σw = 1`: the gradient of `log mean exp(tL) / t`. Costs nothing.
 *
 * @throws AssentError when the tilt is not finite
 */
export function tilted(options: TiltedOptions): WeightingOf<'losses'> {
  checkOptions('tilted', options, ['tilt'])
  const { tilt } = options
  if (!Number.isFinite(tilt)) fail('tilted.tilt', 'a finite number', `${tilt}`, '0 is the plain average')
  return defineWeighting({
    name: 'tilted',
    settings: { tilt },
    needs: 'losses',
    weigh: ({ queryLosses }) => softmax(queryLosses.map((loss) => tilt * loss)),
  })
}

// How wrong predictions are, as a scalar to differentiate. A loss is part of what decides a run's numbers, so it has a name.

import { type FloatArray, fail, type Shape, type Tensor } from '@assent/autodiff'
import type { Metric } from './metric.js'
import type { Described } from './settings.js'

/** What is wrong with targets, in the words of an error. */
export interface TargetFault {
  readonly expected: string
  readonly found: string
  readonly remedy: string
}

/** What the inner loop descends and the outer loop differentiates: one number for predictions and targets. */
export interface Loss extends Described {
  /** Mean over examples, for predictions `[count, …outputShape]` and targets `[count, …targetShape]`. */
  compute(prediction: Tensor, target: Tensor): Tensor
  /** The targets' shape for one example, where it is not that of the outputs; refuses outputs that it cannot take. */
  targetShape?(outputShape: Shape): Shape
  /** Outputs as predictions of targets, where they are something else; both flat. */
  toTargets?(outputs: FloatArray, count: number): FloatArray
  /** What is wrong with one example's target, if anything. */
  checkTarget?(target: FloatArray): TargetFault | undefined
}

/** The shape of one example's target under a loss. */
export function targetShapeOf(loss: Loss, outputShape: Shape): Shape {
  return loss.targetShape?.(outputShape) ?? outputShape
}

/** Refuses targets that a loss or a metric was not made for, naming the example. */
export function checkTargets(
  where: string,
  kind: 'loss' | 'metric',
  part: Loss | Metric,
  targets: FloatArray,
  size: number,
): void {
  if (!part.checkTarget) return
  for (let first = 0; first < targets.length; first += size) {
    const fault = part.checkTarget(targets.subarray(first, first + size))
    if (fault)
      fail(where, `${fault.expected}, for the ${kind} ${part.name}`, `${fault.found} in example ${first / size}`, fault.remedy)
  }
}

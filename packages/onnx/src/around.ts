// What a file computes around the model, so that whoever runs it need not know how the training prepared its data: inputs and
// answers are in the user's own units, and classes have probabilities.

import { add, constant, div, mul, type Shape, sizeOf, softmax, sub, type Tensor } from '@assent/autodiff'
import { fail, type Loss, type Preparation, type Scale } from '@assent/core'
import type { AroundModel } from '@assent/core/tools'

/** What a loss makes of a model's outputs. */
type Reading = 'probabilities' | 'values' | 'outputs'

const readings: ReadonlyMap<string, Reading> = new Map([
  ['crossEntropy', 'probabilities'],
  ['squaredError', 'values'],
  ['huber', 'values'],
] as const)

/** A float32 has 24 binary digits. With fewer than ten of them for the deviation, inputs are rounded by a thousandth of it. */
const MOST_OFFSET = 2 ** 14

/**
 * What stands before and after a model of that loss.
 *
 * @throws AssentError when float32 cannot carry inputs in the units of the data
 */
export function aroundModel(loss: Loss, preparation: Preparation): AroundModel {
  const reading = readingOf(loss)
  checkOffset(preparation.inputs)
  return {
    prepare: (x) => standardized(preparation.inputs, x),
    answer: (prediction) => {
      if (reading === 'probabilities') return { probabilities: softmax(prediction), logits: prediction }
      return reading === 'values' ? { values: inUnits(preparation.targets, prediction) } : { outputs: prediction }
    },
  }
}

function readingOf({ name }: Loss): Reading {
  return readings.get(name) ?? 'outputs'
}

/** `(x − mean) / deviation`, the mean as two numbers, so that what float32 has of a large one is not all. */
function standardized(scale: Scale | undefined, x: Tensor): Tensor {
  if (!scale) return x
  const [, ...shape] = x.shape
  const rounded = scale.mean.map(Math.fround)
  const rest = scale.mean.map((mean, place) => mean - Number(rounded[place]))
  const centered = sub(sub(x, along(x, rounded, shape)), along(x, rest, shape))
  return div(centered, along(x, scale.deviation, shape))
}

function inUnits(scale: Scale | undefined, prediction: Tensor): Tensor {
  if (!scale) return prediction
  const [, ...shape] = prediction.shape
  return add(mul(prediction, along(prediction, scale.deviation, shape)), along(prediction, scale.mean, shape))
}

/** Numbers repeated along an example. */
function along(like: Tensor, numbers: readonly number[], shape: Shape): Tensor {
  const size = sizeOf(shape)
  if (size % numbers.length !== 0)
    fail('onnx.preparation', `a divisor of ${size} values`, `${numbers.length}`, 'use that of the model')
  return constant(
    like,
    Array.from({ length: size }, (_, place) => Number(numbers[place % numbers.length])),
    shape,
  )
}

/** Refuses units in which float32 cannot tell values apart that the model can. */
function checkOffset(scale: Scale | undefined): void {
  for (const [place, name] of (scale?.names ?? []).entries()) {
    const [mean, deviation] = [Number(scale?.mean[place]), Number(scale?.deviation[place])]
    if (Math.abs(mean) <= MOST_OFFSET * deviation) continue
    const found = `mean ${mean} and deviation ${deviation}`
    fail(`onnx, input ${name}`, 'values that float32 tells apart', found, 'take an offset from the data before training')
  }
}

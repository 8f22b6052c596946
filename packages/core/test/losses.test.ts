// Losses against PyTorch (golden/make.py), and targets that they were not made for.

import { readFileSync } from 'node:fs'
import { gradient, reference, trace } from '@assent/autodiff'
import { describe, expect, it } from 'vitest'
import { checkTargets } from '../src/contracts/loss.js'
import {
  binaryAccuracy,
  binaryCrossEntropy,
  crossEntropy,
  f1,
  gaussianLikelihood,
  huber,
  type Loss,
  meanAbsoluteError,
  meanSquaredError,
  rootMeanSquaredError,
  squaredError,
  topAccuracy,
} from '../src/index.js'

interface Case {
  readonly prediction: { readonly shape: number[]; readonly data: number[] }
  readonly target: { readonly shape: number[]; readonly data: number[] }
  readonly loss: number
  readonly gradient: number[]
}

const golden: { readonly weights: number[]; readonly cases: { readonly [name: string]: Case } } = JSON.parse(
  readFileSync(new URL('golden/losses.json', import.meta.url), 'utf8'),
)
const classWeights = golden.weights

const losses: { readonly [name: string]: Loss } = {
  crossEntropy: crossEntropy(),
  'crossEntropy, smoothing': crossEntropy({ smoothing: 0.1 }),
  'crossEntropy, weights': crossEntropy({ classWeights }),
  'crossEntropy, both': crossEntropy({ classWeights, smoothing: 0.1 }),
  'crossEntropy, soft': crossEntropy({ targets: 'distribution' }),
  binaryCrossEntropy: binaryCrossEntropy(),
  'binaryCrossEntropy, weight': binaryCrossEntropy({ positiveWeight: 3 }),
  huber: huber({ delta: 1.5 }),
  squaredError: squaredError(),
  gaussianLikelihood: gaussianLikelihood(),
}

it('has a loss for each golden case', () => {
  expect(Object.keys(losses)).toEqual(Object.keys(golden.cases))
})

it.each(Object.entries(losses))('%s has the value and the gradient that PyTorch gives', async (name, loss) => {
  const { prediction, target, ...expected } = golden.cases[name]!
  const program = trace(
    { prediction: { shape: prediction.shape, perTask: true }, target: { shape: target.shape, perTask: true } },
    ({ prediction, target }) => {
      const value = loss.compute(prediction, target)
      return { loss: value, gradient: gradient(value, [prediction])[0]! }
    },
  )
  const executable = await reference().compile(program, 1)
  executable.write('prediction', prediction.data)
  executable.write('target', target.data)
  await executable.run()
  expect((await executable.read('loss'))[0]).toBeCloseTo(expected.loss, 12)
  expect(Array.from(await executable.read('gradient'))).toEqual(expected.gradient.map((value) => expect.closeTo(value, 12)))
  for (let first = 0; first < target.data.length; first += 4) {
    expect(loss.checkTarget?.(Float64Array.from(target.data.slice(first, first + 4)))).toBeUndefined()
  }
})

describe('targets', () => {
  it.each([
    ['soft ones', [0.9, 0.05, 0.05]],
    ['several labels', [1, 1, 0]],
    ['none', [0, 0, 0]],
    ['a single one', [1]],
    ['a larger one', [2, 0, 0]],
  ])('of %s are no classes', (_, target) => {
    expect(() => checkTargets('support', 'loss', crossEntropy(), Float32Array.from(target), target.length)).toThrow(
      /^\[support\] expected a row of at least two classes .*, for the loss crossEntropy; found .* in example 0; use binaryCrossEntropy/,
    )
  })

  it('may be distributions where the loss says so, and must sum to 1', () => {
    const soft = crossEntropy({ targets: 'distribution' })
    expect(soft.checkTarget?.(Float32Array.of(0.9, 0.05, 0.05))).toBeUndefined()
    expect(soft.checkTarget?.(Float32Array.of(0.9, 0.2, 0.05))).toMatchObject({ expected: expect.stringMatching(/sum to 1/) })
    expect(soft.checkTarget?.(Float32Array.of(1.1, -0.1))).toBeDefined()
  })

  it('are yes, no or between for binary cross-entropy, and the example is named', () => {
    expect(() => checkTargets('query', 'loss', binaryCrossEntropy(), Float32Array.of(0, 1, 1, 1.5), 2)).toThrow(
      /found 1.5 in example 1/,
    )
  })
})

describe('options', () => {
  it.each([
    () => huber({ delta: 0 }),
    () => crossEntropy({ smoothing: 1 }),
    () => crossEntropy({ classWeights: [1, 0] }),
    () => binaryCrossEntropy({ positiveWeight: -1 }),
    () => topAccuracy({ k: 0 }),
    () => crossEntropy({ smooting: 0.1 } as never),
    () => topAccuracy({ k: 1, kk: 2 } as never),
    () => meanAbsoluteError({ units: 'm' } as never),
    () => meanSquaredError({ units: 'm' } as never),
    () => rootMeanSquaredError({ units: 'm' } as never),
  ])('%# are refused when they are out of range or unknown', (make) => {
    expect(make).toThrow(/^\[\w+(\.\w+)?\] expected/)
  })
})

describe('metrics', () => {
  const [scores, targets] = [[0.1, 0.9, 0.5, 0.7, 0.2, 0.1, 0.3, 0.3, 0.2], Float32Array.of(0, 1, 0, 0, 1, 0, 0, 0, 1)]

  it('count the class among the largest scores', () => {
    // The classes come first, second and third.
    expect([1, 2, 3].map((k) => topAccuracy({ k }).score(scores, targets, [3]))).toEqual([1 / 3, 2 / 3, 1])
  })

  it('take the harmonic mean of precision and recall', () => {
    // Predicted 1, 0, 0 for 1, 1, 2: class 0: no hit; class 1: one hit, one miss, 2/3; class 2: 0.
    expect(f1().score(scores, targets, [3])).toBeCloseTo(2 / 9, 12)
  })

  it('count labels one by one', () => {
    expect(binaryAccuracy().score([2, -1, 0.5, -3], Float32Array.of(1, 0, 0, 0), [2])).toBe(0.75)
  })

  it('take absolute errors', () => {
    expect(meanAbsoluteError().score([1, 2], Float32Array.of(3, 1), [1])).toBe(1.5)
  })
})

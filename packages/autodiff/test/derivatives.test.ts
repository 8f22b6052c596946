// Derivatives of the first three orders against central differences of the order below, in float64, and by hand.
// Every shape class of every operation, to second order, is checked by the conformance suite of backends.

import { describe, expect, it } from 'vitest'
import {
  add,
  addScalar,
  batchNorm,
  convolve,
  div,
  exp,
  fill,
  gate,
  gradient,
  log,
  logSumExp,
  matMul,
  maxPool,
  meanSquaredError,
  mul,
  relu,
  reshape,
  rsqrt,
  scale,
  sigmoid,
  slice,
  softmax,
  softmaxCrossEntropy,
  sqrt,
  square,
  step,
  stopGradient,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
} from '../src/index.js'
import { image, run, scalar, type Values, valuesOf, vector } from './support.js'

type Function = (...tensors: Tensor[]) => Tensor

/** Fixed numbers of no particular pattern, between −1 and 1 and not near 0. */
function weights(count: number, start: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const value = Math.sin(2.4 * (i + 1) + 7.3 * start)
    return value + 0.2 * Math.sign(value)
  })
}

const constantLike = (tensor: Tensor, values: readonly number[]): Tensor =>
  values
    .map((value, at) => {
      const hot = addScalar(fill(tensor, 0, [1]), value)
      return tensor.graph.record({ kind: 'pad', begin: [at] }, [hot], [values.length])
    })
    .reduce(add)

/** `Σ value · weights`, as a function of the first input; derivatives of order k are those of `Σ (order k−1) · weights`. */
function weighted(f: Function, order: number): Function {
  return (...tensors) => {
    let value = f(...tensors)
    for (let k = 0; k <= order; k++) {
      const flat = reshape(value, [value.shape.reduce((size, length) => size * length, 1)])
      const total = sum(mul(flat, constantLike(flat, weights(flat.shape[0]!, k))))
      if (k === order) return total
      value = gradient(total, [tensors[0]!])[0]!
    }
    return value
  }
}

const derivative =
  (f: Function, order: number): Function =>
  (...tensors) =>
    gradient(weighted(f, order - 1)(...tensors), [tensors[0]!])[0]!

async function differences(f: Function, order: number, inputs: readonly Values[], step: number): Promise<number[]> {
  const [first, ...others] = inputs as [Values, ...Values[]]
  const at = async (i: number, by: number) => {
    const moved = { ...first, values: first.values.map((value, k) => (k === i ? value + by : value)) }
    return (await valuesOf(weighted(f, order - 1), moved, ...others))[0]!
  }
  const slopes: number[] = []
  for (const i of first.values.keys()) slopes.push(((await at(i, step)) - (await at(i, -step))) / (2 * step))
  return slopes
}

const of = (shape: number[], start: number, shift = 0): Values => ({
  shape,
  values: weights(
    shape.reduce((size, length) => size * length, 1),
    start,
  ).map((value) => value + shift),
})

const inputs = { vector: of([6], 1), positive: of([4], 2, 2), matrix: of([3, 4], 3), images: of([2, 5, 5, 1], 4) }

const functions: readonly [string, Function, ...Values[]][] = [
  ['tanh', (x) => tanh(x), inputs.vector],
  ['sigmoid', (x) => sigmoid(x), inputs.vector],
  ['exp', (x) => exp(x), inputs.vector],
  ['log', (x) => log(x), inputs.positive],
  ['sqrt', (x) => sqrt(x), inputs.positive],
  ['rsqrt', (x) => rsqrt(x), inputs.positive],
  ['square of square', (x) => square(square(x)), inputs.vector],
  ['1 / x', (x) => div(fill(x, 1), x), inputs.positive],
  ['x / (x + Σx²)', (x) => div(x, add(x, sum(square(x)))), inputs.positive],
  ['relu of x³', (x) => relu(mul(x, square(x))), inputs.vector],
  ['x⁴ gated by y', (x, y) => gate(square(square(x)), y), inputs.vector, of([6], 5)],
  [
    'a cubic product of matrices',
    (x, y) => matMul(matMul(matMul(x, x, { transposeB: true }), x), y),
    inputs.matrix,
    of([4, 2], 6),
  ],
  ['tanh of a matrix product', (x, y) => tanh(matMul(x, y)), inputs.matrix, of([4, 2], 6)],
  ['rows times columns', (x) => mul(sum(square(x), [0]), sum(square(x), [1])), of([3, 3], 7)],
  ['a matrix times its slices', (x) => mul(slice(x, [0, 1], [2, 2]), square(slice(transpose(x), [2, 0], [2, 2]))), inputs.matrix],
  ['logSumExp', (x) => logSumExp(x), inputs.matrix],
  ['softmax', (x) => softmax(x), inputs.matrix],
  ['softmaxCrossEntropy', (x, y) => softmaxCrossEntropy(x, softmax(y)), inputs.matrix, of([3, 4], 8)],
  ['meanSquaredError of tanh', (x, y) => meanSquaredError(tanh(x), y), inputs.matrix, of([3, 4], 8)],
  ['cubed convolution', (x, y) => mul(convolve(x, y), square(convolve(x, y))), inputs.images, of([3, 3, 1, 2], 9)],
  [
    'cubed convolution in its filters, stride 2',
    (y, x) => mul(convolve(x, y, { stride: 2 }), square(convolve(x, y, { stride: 2 }))),
    of([3, 3, 1, 2], 9),
    inputs.images,
  ],
  ['batchNorm', (x, g, s) => batchNorm(x, g, s), of([2, 2, 2, 2], 10), of([2], 11), of([2], 12)],
  ['cubed maxPool', (x) => mul(maxPool(x), square(maxPool(x))), inputs.images],
  ['maxPool of relu of x³', (x) => maxPool(relu(mul(x, square(x)))), inputs.images],
  ['relu of maxPool of x³', (x) => relu(maxPool(mul(x, square(x)))), inputs.images],
]

describe.each([1, 2, 3])('derivatives of order %d', (order) => {
  it.each(functions)('%s', async (_, f, ...values) => {
    const found = await valuesOf(derivative(f, order), ...values)
    const expected = await differences(f, order, values, 1e-5)
    const size = Math.hypot(...expected)
    expect(size).toBeGreaterThan(1e-3)
    expect(Math.hypot(...expected.map((value, i) => value - found[i]!)) / size).toBeLessThan(2e-8)
  })
})

describe('by hand', () => {
  const nth = async (f: (x: Tensor) => Tensor, order: number, at: number): Promise<number> => {
    const found = await valuesOf((x) => {
      let y = f(x)
      for (let k = 0; k < order; k++) y = gradient(y, [x])[0]!
      return y
    }, scalar(at))
    return found[0]!
  }

  it.each<[string, (x: Tensor) => Tensor, number, (x: number) => number]>([
    ['log‴ = 2/x³', log, 3, (x) => 2 / x ** 3],
    ['log⁗ = −6/x⁴', log, 4, (x) => -6 / x ** 4],
    ['exp⁗ = exp', exp, 4, Math.exp],
    ['√‴ = ⅜ x^(−5/2)', sqrt, 3, (x) => 0.375 * x ** -2.5],
    ['(1/√x)″ = ¾ x^(−5/2)', rsqrt, 2, (x) => 0.75 * x ** -2.5],
    ['(1/x)‴ = −6/x⁴', (x) => div(fill(x, 1), x), 3, (x) => -6 / x ** 4],
    ['x⁵ four times is 120x', (x) => mul(x, square(square(x))), 4, (x) => 120 * x],
    [
      'σ″ = σ(1 − σ)(1 − 2σ)',
      sigmoid,
      2,
      (x) => {
        const s = 1 / (1 + Math.exp(-x))
        return s * (1 - s) * (1 - 2 * s)
      },
    ],
  ])('%s', async (_, f, order, expected) => {
    for (const at of [0.3, 1, 2.5]) expect((await nth(f, order, at)) / expected(at)).toBeCloseTo(1, 12)
  })

  it('relu and step at 0, above and below', async () => {
    const x = vector(-1, 0, 2)
    expect(await valuesOf((t) => gradient(sum(relu(t)), [t])[0]!, x)).toEqual([0, 0, 1])
    expect(await valuesOf((t) => gradient(sum(step(t)), [t])[0]!, x)).toEqual([0, 0, 0])
    expect(await valuesOf((t) => gradient(sum(mul(step(t), t)), [t])[0]!, x)).toEqual([0, 0, 1])
  })

  it('gate: through what passes, not through what decides', async () => {
    const slopes = async (which: 0 | 1) =>
      valuesOf((s, t) => gradient(sum(gate(s, t)), [s, t])[which]!, vector(5, 6), vector(-1, 1))
    expect(await slopes(0)).toEqual([0, 1])
    expect(await slopes(1)).toEqual([0, 0])
  })

  it('maxPool: to the first of equal values, once per window', async () => {
    const slope = (t: Tensor, size: number, stride: number) => gradient(sum(maxPool(t, size, stride)), [t])[0]!
    expect(await valuesOf((t) => slope(t, 2, 2), image([3, 3], [3, 3]))).toEqual([1, 0, 0, 0])
    // The middle is the largest of all four windows.
    const peak = image([0, 1, 0], [1, 9, 1], [0, 1, 0])
    expect(await valuesOf((t) => slope(t, 2, 1), peak)).toEqual([0, 0, 0, 0, 4, 0, 0, 0, 0])
  })

  it('softmaxCrossEntropy: (p − target) / examples', async () => {
    const logits: Values = { shape: [2, 2], values: [0, Math.log(3), 5, 5] }
    const targets: Values = { shape: [2, 2], values: [1, 0, 0, 1] }
    const found = await valuesOf((s, t) => gradient(softmaxCrossEntropy(s, t), [s])[0]!, logits, targets)
    expect(found).toEqual([-0.375, 0.375, 0.25, -0.25].map((value) => expect.closeTo(value, 12)))
  })

  it('softmaxCrossEntropy of logits far beyond exp', async () => {
    const logits: Values = { shape: [1, 3], values: [3000, 0, 3000] }
    const targets: Values = { shape: [1, 3], values: [0, 1, 0] }
    const found = await valuesOf((s, t) => gradient(softmaxCrossEntropy(s, t), [s])[0]!, logits, targets)
    expect(found).toEqual([0.5, -1, 0.5])
  })

  it('convolution: each weight meets the sum of the pixels under it', async () => {
    const picture = image([1, 2, 3], [4, 5, 6], [7, 8, 9])
    const filter: Values = { shape: [2, 2, 1, 1], values: [0, 0, 0, 0] }
    const slope: Function = (s, t) => gradient(sum(convolve(s, t, { padding: 'valid' })), [t])[0]!
    expect(await valuesOf(slope, picture, filter)).toEqual([12, 16, 24, 28])
    const inPixels: Function = (s, t) => gradient(sum(convolve(s, t, { padding: 'valid' })), [s])[0]!
    const ones: Values = { ...filter, values: [1, 10, 100, 1000] }
    expect(await valuesOf(inPixels, picture, ones)).toEqual([1, 11, 10, 101, 1111, 1010, 100, 1100, 1000])
  })

  it('of one tensor used twice are added up', async () => {
    expect(await valuesOf((t) => gradient(sum(mul(t, t)), [t])[0]!, vector(3, -4))).toEqual([6, -8])
    const trace: Function = (t) => gradient(sum(matMul(t, t)), [t])[0]!
    // d Σᵢⱼ (X²)ᵢⱼ / dX[a][b] is the sum of row b plus the sum of column a.
    expect(await valuesOf(trace, { shape: [2, 2], values: [1, 2, 3, 4] })).toEqual([3 + 4, 7 + 4, 3 + 6, 7 + 6])
  })

  it('of an inner step: d/dx of f(x − α f′(x)) is f′(x₁)(1 − α f″(x))', async () => {
    const f = (t: Tensor) => log(add(exp(t), exp(scale(t, -2))))
    const adapted = (t: Tensor) => sub(t, scale(gradient(f(t), [t])[0]!, 0.3))
    const at = async (g: (t: Tensor) => Tensor, x: number) => (await valuesOf((t) => g(t), scalar(x)))[0]!
    const x1 = await at(adapted, 0.7)
    const slope = (t: Tensor) => gradient(f(t), [t])[0]!
    const curve = (t: Tensor) => gradient(slope(t), [t])[0]!
    const expected = (await at(slope, x1)) * (1 - 0.3 * (await at(curve, 0.7)))
    expect(await at((t) => gradient(f(adapted(t)), [t])[0]!, 0.7)).toBeCloseTo(expected, 12)
    // First order: the derivative in the adapted value itself.
    const first = await at((t) => {
      const inner = adapted(t)
      return gradient(f(inner), [inner])[0]!
    }, 0.7)
    expect(first).toBeCloseTo(await at(slope, x1), 12)
  })

  it('stop at stopGradient and nowhere else', async () => {
    expect(await valuesOf((t) => gradient(sum(mul(stopGradient(square(t)), t)), [t])[0]!, vector(3))).toEqual([9])
  })

  it('have the shape of what they are taken in', async () => {
    const { shape } = await run((s, t) => gradient(sum(mul(s, t)), [s])[0]!, of([3, 1], 1), of([2, 3, 4], 2))
    expect(shape).toEqual([3, 1])
  })
})

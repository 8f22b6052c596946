// What each operation computes, by hand.

import { describe, expect, it } from 'vitest'
import {
  add,
  addScalar,
  averagePool,
  batchNorm,
  broadcast,
  concat,
  constant,
  convolve,
  div,
  exp,
  fill,
  flatten,
  gate,
  log,
  logSumExp,
  matMul,
  max,
  maxPool,
  mean,
  meanSquaredError,
  mul,
  neg,
  pad,
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
import { image, matrix, run, scalar, type Values, valuesOf, vector } from './support.js'

const { E, LN2 } = Math
const { NaN: nan, POSITIVE_INFINITY: inf } = Number
const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 12))
const x = vector(-2, 0, 0.5)
const a = matrix([1, 2, 3], [4, 5, 6])

describe('value by value', () => {
  it.each<[string, (t: Tensor) => Tensor, Values, readonly number[]]>([
    ['tanh', tanh, vector(0, LN2), [0, 0.6]],
    ['sigmoid', sigmoid, vector(0, Math.log(3), -Math.log(3)), [0.5, 0.75, 0.25]],
    ['exp', exp, vector(0, 1, LN2), [1, E, 2]],
    ['log', log, vector(1, E ** 2, 0.5), [0, 2, -LN2]],
    ['sqrt', sqrt, vector(0, 4, 2.25), [0, 2, 1.5]],
    ['rsqrt', rsqrt, vector(4, 0.25, 1), [0.5, 2, 1]],
    ['square', square, x, [4, 0, 0.25]],
    ['scale', (t) => scale(t, -3), x, [6, 0, -1.5]],
    ['addScalar', (t) => addScalar(t, 1.5), x, [-0.5, 1.5, 2]],
    ['neg', neg, x, [2, 0, -0.5]],
    ['relu', relu, x, [0, 0, 0.5]],
    ['step', step, x, [0, 0, 1]],
    ['fill', (t) => fill(t, 7), x, [7, 7, 7]],
    ['fill of another shape', (t) => fill(t, 7, [2]), x, [7, 7]],
    ['stopGradient', stopGradient, x, [-2, 0, 0.5]],
  ])('%s', async (_, f, input, expected) => {
    const found = await valuesOf(f, input)
    expect(found).toEqual(expected.map((value) => (value === 0 ? expect.closeTo(0, 15) : expect.closeTo(value, 12))))
  })

  it.each<[string, (s: Tensor, t: Tensor) => Tensor, Values, Values, readonly number[], readonly number[]]>([
    ['add', add, vector(1, 2), vector(10, 20), [2], [11, 22]],
    ['sub a row', sub, a, vector(1, 1, 2), [2, 3], [0, 1, 1, 3, 4, 4]],
    ['sub from a row', sub, vector(1, 1, 2), a, [2, 3], [0, -1, -1, -3, -4, -4]],
    ['mul a column', mul, a, matrix([10], [-1]), [2, 3], [10, 20, 30, -4, -5, -6]],
    ['div a column by a row', div, matrix([6], [12]), matrix([1, 2, 3]), [2, 3], [6, 3, 2, 12, 6, 4]],
    ['div a scalar', div, scalar(1), vector(2, 4), [2], [0.5, 0.25]],
    ['gate', gate, vector(1, 2, 3), vector(-1, 0, 1), [3], [0, 0, 3]],
    ['gate a row by a matrix', gate, vector(1, 2), matrix([1, -1], [0, 3]), [2, 2], [1, 0, 0, 2]],
  ])('%s', async (_, f, left, right, shape, values) => {
    expect(await run(f, left, right)).toEqual({ shape, values })
  })
})

describe('layout', () => {
  const cube: Values = { shape: [2, 2, 3], values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] }
  it.each<[string, (t: Tensor) => Tensor, Values, readonly number[], readonly number[]]>([
    ['sum of all', (t) => sum(t), a, [], [21]],
    ['sum of columns', (t) => sum(t, [0]), a, [3], [5, 7, 9]],
    ['sum of rows', (t) => sum(t, [1]), a, [2], [6, 15]],
    ['sum over outer axes', (t) => sum(t, [2, 0]), cube, [2], [30, 48]],
    ['mean of rows', (t) => mean(t, [1]), a, [2], [2, 5]],
    ['mean of all', (t) => mean(t), a, [], [3.5]],
    ['max of rows', max, matrix([1, -2, 0], [-3, -1, -2]), [2, 1], [1, -1]],
    ['broadcast', (t) => broadcast(t, [2, 3]), vector(1, 2, 3), [2, 3], [1, 2, 3, 1, 2, 3]],
    ['broadcast a column', (t) => broadcast(t, [2, 3]), matrix([1], [2]), [2, 3], [1, 1, 1, 2, 2, 2]],
    ['reshape', (t) => reshape(t, [3, 2]), a, [3, 2], [1, 2, 3, 4, 5, 6]],
    ['flatten', flatten, a, [6], [1, 2, 3, 4, 5, 6]],
    ['transpose', (t) => transpose(t), a, [3, 2], [1, 4, 2, 5, 3, 6]],
    ['transpose of axes', (t) => transpose(t, [1, 2, 0]), cube, [2, 3, 2], [1, 7, 2, 8, 3, 9, 4, 10, 5, 11, 6, 12]],
    ['slice', (t) => slice(t, [0, 1], [2, 2]), a, [2, 2], [2, 3, 5, 6]],
    ['pad', (t) => pad(t, [1, 0], [3, 4]), a, [3, 4], [0, 0, 0, 0, 1, 2, 3, 0, 4, 5, 6, 0]],
    ['concat below', (t) => concat([t, neg(t)], 0), a, [4, 3], [1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -6]],
    ['concat beside', (t) => concat([t, slice(t, [0, 0], [2, 1])], 1), a, [2, 4], [1, 2, 3, 1, 4, 5, 6, 4]],
  ])('%s', async (_, f, input, shape, values) => {
    expect(await run(f, input)).toEqual({ shape, values })
  })

  it('takes the largest of very many', async () => {
    const many = Float64Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 300_007)
    const largest = many.reduce((best, value) => Math.max(best, value))
    expect(await valuesOf(max, { shape: [many.length], values: Array.from(many) })).toEqual([largest])
  })
})

describe('products', () => {
  const b = matrix([1, 0], [2, -1], [0, 3])
  // [1 2 3; 4 5 6] · [1 0; 2 −1; 0 3].
  const product = [5, 7, 14, 13]
  it.each([
    [false, false, a, b],
    [true, false, matrix([1, 4], [2, 5], [3, 6]), b],
    [false, true, a, matrix([1, 2, 0], [0, -1, 3])],
    [true, true, matrix([1, 4], [2, 5], [3, 6]), matrix([1, 2, 0], [0, -1, 3])],
  ])('matMul, transposed %s and %s', async (transposeA, transposeB, left, right) => {
    const found = await run((s, t) => matMul(s, t, { transposeA, transposeB }), left, right)
    expect(found).toEqual({ shape: [2, 2], values: product })
  })

  it('matMul of stacks, matrix by matrix, and repeated where one side has fewer', async () => {
    // [1 2] and [3 4] times [10; 1] and [100; −1].
    const rows: Values = { shape: [2, 1, 2], values: [1, 2, 3, 4] }
    const columns: Values = { shape: [2, 2, 1], values: [10, 1, 100, -1] }
    expect(await run((s, t) => matMul(s, t), rows, columns)).toEqual({ shape: [2, 1, 1], values: [12, 296] })
    const one: Values = { shape: [2, 1], values: [10, 1] }
    expect(await run((s, t) => matMul(s, t), rows, one)).toEqual({ shape: [2, 1, 1], values: [12, 34] })
    const table: Values = { shape: [2, 1, 2, 1], values: [10, 1, 100, -1] }
    expect(await run((s, t) => matMul(s, t), rows, table)).toEqual({ shape: [2, 2, 1, 1], values: [12, 34, 98, 296] })
    expect(await run((s, t) => matMul(t, s, { transposeA: true }), rows, { shape: [1, 2], values: [10, 1] })).toEqual({
      shape: [2, 2, 2],
      values: [10, 20, 1, 2, 30, 40, 3, 4],
    })
  })

  it('constant holds its values, and is one value where all are equal', async () => {
    expect(await run((t) => add(t, constant(t, [1, 2, 3], [3])), vector(10, 20, 30))).toEqual({
      shape: [3],
      values: [11, 22, 33],
    })
    expect(await run((t) => add(t, constant(t, [2, 2], [2, 1])), vector(1))).toEqual({ shape: [2, 1], values: [3, 3] })
  })

  const picture = image([1, 2, 3], [4, 5, 6], [7, 8, 9])
  const filter = (...rows: number[][]): Values => ({ shape: [rows.length, rows[0]!.length, 1, 1], values: rows.flat() })
  const corner = filter([1, 10], [100, 1000])
  it.each<[string, Values, Parameters<typeof convolve>[2], readonly number[], readonly number[]]>([
    ['valid', corner, { padding: 'valid' }, [1, 2, 2, 1], [5421, 6532, 8754, 9865]],
    // An even filter at stride 1 pads one row and column, at the end.
    ['same', corner, {}, [1, 3, 3, 1], [5421, 6532, 603, 8754, 9865, 906, 87, 98, 9]],
    // Three rows at stride 2 give two windows, the last over one row of zeros.
    ['same, stride 2', corner, { stride: 2 }, [1, 2, 2, 1], [5421, 603, 87, 9]],
    ['valid, stride 2', corner, { stride: 2, padding: 'valid' }, [1, 1, 1, 1], [5421]],
    ['same, 3 × 3', filter([0, 0, 0], [0, 0, 1], [0, 0, 0]), {}, [1, 3, 3, 1], [2, 3, 0, 5, 6, 0, 8, 9, 0]],
    // Three rows at stride 2 with a 3 × 3 filter: one row of zeros on each side.
    ['same, 3 × 3, stride 2', filter([1, 0, 0], [0, 0, 0], [0, 0, 0]), { stride: 2 }, [1, 2, 2, 1], [0, 0, 0, 5]],
    ['stride 2 along rows alone', corner, { stride: [2, 1], padding: 'valid' }, [1, 1, 2, 1], [5421, 6532]],
    ['stride 2 along columns alone', corner, { stride: [1, 2], padding: 'valid' }, [1, 2, 1, 1], [5421, 8754]],
    // A row of zeros above and below.
    ['a row of zeros', corner, { padding: [1, 0] }, [1, 4, 2, 1], [2100, 3200, 5421, 6532, 8754, 9865, 87, 98]],
    ['1 × 1', filter([2]), {}, [1, 3, 3, 1], [2, 4, 6, 8, 10, 12, 14, 16, 18]],
  ])('convolve, %s', async (_, weights, options, shape, values) => {
    expect(await run((s, t) => convolve(s, t, options), picture, weights)).toEqual({ shape, values })
  })

  it('convolve takes series', async () => {
    const series: Values = { shape: [1, 4, 1], values: [1, 2, 3, 4] }
    const weights: Values = { shape: [2, 1, 1], values: [1, 10] }
    expect(await run((s, t) => convolve(s, t), series, weights)).toEqual({ shape: [1, 4, 1], values: [21, 32, 43, 4] })
    const valid = { stride: 2, padding: 'valid' } as const
    expect(await run((s, t) => convolve(s, t, valid), series, weights)).toEqual({ shape: [1, 2, 1], values: [21, 43] })
    expect(await run((s, t) => convolve(s, t, { padding: 1 }), series, weights)).toEqual({
      shape: [1, 5, 1],
      values: [10, 21, 32, 43, 4],
    })
  })

  it('convolve mixes channels', async () => {
    // One pixel (1, 2) through filters [in, out] = [1 3; 10 −1].
    const [pixel, mix]: Values[] = [
      { shape: [1, 1, 1, 2], values: [1, 2] },
      { shape: [1, 1, 2, 2], values: [1, 3, 10, -1] },
    ] as [Values, Values]
    expect(await valuesOf((s, t) => convolve(s, t), pixel!, mix!)).toEqual([21, 1])
  })

  it.each<[string, Values, number, number, readonly number[], readonly number[]]>([
    ['of an odd image, the rest left out', picture, 2, 2, [1, 1, 1, 1], [5]],
    ['with overlap', picture, 2, 1, [1, 2, 2, 1], [5, 6, 8, 9]],
    ['of negative values', image([-4, -3], [-2, -7]), 2, 2, [1, 1, 1, 1], [-2]],
    ['of single values', picture, 1, 2, [1, 2, 2, 1], [1, 3, 7, 9]],
  ])('maxPool %s', async (_, input, size, stride, shape, values) => {
    expect(await run((t) => maxPool(t, size, stride), input)).toEqual({ shape, values })
  })

  it('pools windows that are not square, and series', async () => {
    expect(await run((t) => maxPool(t, [1, 2], 1), picture)).toEqual({ shape: [1, 3, 2, 1], values: [2, 3, 5, 6, 8, 9] })
    expect(await run((t) => maxPool(t, [2, 1], [1, 2]), picture)).toEqual({ shape: [1, 2, 2, 1], values: [4, 6, 7, 9] })
    const series: Values = { shape: [1, 5, 1], values: [4, 1, 2, 6, 9] }
    expect(await run((t) => maxPool(t), series)).toEqual({ shape: [1, 2, 1], values: [4, 6] })
    expect(await run((t) => averagePool(t), series)).toEqual({ shape: [1, 2, 1], values: [2.5, 4] })
    expect(await run((t) => averagePool(t, 2, 1), series)).toEqual({ shape: [1, 4, 1], values: [2.5, 1.5, 4, 7.5] })
  })

  it.each<[string, number, number, readonly number[], readonly number[]]>([
    ['that touch', 2, 2, [1, 1, 1, 1], [3]],
    ['that overlap', 2, 1, [1, 2, 2, 1], [3, 4, 6, 7]],
    ['with gaps', 1, 2, [1, 2, 2, 1], [1, 3, 7, 9]],
  ])('averagePool of windows %s', async (_, size, stride, shape, values) => {
    expect(await run((t) => averagePool(t, size, stride), picture)).toEqual({ shape, values })
  })

  it('maxPool keeps batches and channels apart', async () => {
    const images: Values = { shape: [2, 2, 1, 2], values: [1, -1, 2, -2, 30, 5, 20, 6] }
    expect(await run((t) => maxPool(t, 1, 2), images)).toEqual({ shape: [2, 1, 1, 2], values: [1, -1, 30, 5] })
  })
})

describe('compositions', () => {
  it('logSumExp and softmax of 0 and log 3', async () => {
    expect(await run(logSumExp, matrix([0, Math.log(3)]))).toEqual({ shape: [1, 1], values: close([Math.log(4)]) })
    expect(await valuesOf(softmax, matrix([0, Math.log(3)]))).toEqual(close([0.25, 0.75]))
  })

  it('do not overflow', async () => {
    expect(await valuesOf(logSumExp, vector(1000, 1000))).toEqual(close([1000 + LN2]))
    expect(await valuesOf(logSumExp, vector(-1000, -1000))).toEqual(close([-1000 + LN2]))
    expect(await valuesOf(softmax, vector(1000, 0))).toEqual(close([1, 0]))
    const surprise = await valuesOf(softmaxCrossEntropy, matrix([2000, 0], [0, 2000]), matrix([0, 1], [0, 1]))
    // 2000 for the first example, 0 for the second.
    expect(surprise).toEqual(close([1000]))
  })

  it('softmaxCrossEntropy is the mean of −log p', async () => {
    const logits = matrix([0, Math.log(3)], [Math.log(4), 0])
    const found = await valuesOf(softmaxCrossEntropy, logits, matrix([1, 0], [1, 0]))
    expect(found).toEqual(close([(Math.log(4) + Math.log(5 / 4)) / 2]))
  })

  it('meanSquaredError is over points and outputs', async () => {
    const found = await run(meanSquaredError, matrix([1, 2], [3, 4]), matrix([1, 4], [0, 3]))
    expect(found).toEqual({ shape: [], values: [(0 + 4 + 9 + 1) / 4] })
  })

  it('batchNorm by the biased variance, epsilon inside the root', async () => {
    // Channel values 1, 3 and 10, 10: means 2 and 10, variances 1 and 0.
    const images: Values = { shape: [2, 1, 1, 2], values: [1, 10, 3, 10] }
    const found = await valuesOf((t, gain, shift) => batchNorm(t, gain, shift), images, vector(2, 5), vector(0.5, -1))
    const one = 1 / Math.sqrt(1 + 1e-5)
    expect(found).toEqual(close([0.5 - 2 * one, -1, 0.5 + 2 * one, -1]))
  })
})

describe('what is not finite', () => {
  it.each<[string, (t: Tensor) => Tensor, Values, readonly number[]]>([
    ['passes relu', relu, vector(nan, inf, -inf), [nan, inf, 0]],
    ['opens a gate', (t) => gate(fill(t, 2), t), vector(nan, inf, -inf), [2, 2, 0]],
    ['does not pass a closed gate', (t) => gate(t, fill(t, -1)), vector(nan, inf, 1), [0, 0, 0]],
    ['wins in max', max, matrix([1, nan, inf], [nan, nan, nan], [-inf, -inf, -inf]), [nan, nan, -inf]],
    ['wins in pooling', (t) => maxPool(t), image([1, 2, nan, 9], [3, nan, 5, nan]), [nan, nan]],
    ['comes from log and rsqrt of 0 and below', (t) => add(log(t), rsqrt(t)), vector(0, -1), [nan, nan]],
    ['stays through scaling by 0', (t) => scale(t, 0), vector(nan, inf, 1), [nan, nan, 0]],
  ])('%s', async (_, f, input, expected) => {
    expect(await valuesOf(f, input)).toEqual(expected)
  })
})

// What models compute and how many parameters they have, by hand; and what they refuse.

import { reference, type Tensor, trace } from '@assent/autodiff'
import { createRng, type Model } from '@assent/core'
import { describe, expect, it } from 'vitest'
import { type ConvNetOptions, conv4, convNet, mlp } from '../src/index.js'

/** Outputs for `count` inputs, with these parameters. */
async function outputsOf(model: Model, parameters: readonly number[][], inputs: readonly number[], count: number) {
  const ports = Object.fromEntries(model.parameters.map(({ name, shape }) => [name, { shape, perTask: false }]))
  const program = trace({ ...ports, x: { shape: [count, ...model.inputShape], perTask: true } }, ({ x, ...tensors }) => {
    const values = model.parameters.map(({ name }) => (tensors as { [name: string]: Tensor })[name] as Tensor)
    return { outputs: model.apply(values, x) }
  })
  const executable = await reference().compile(program, 1)
  for (const [p, { name }] of model.parameters.entries()) executable.write(name, Float64Array.from(parameters[p] as number[]))
  executable.write('x', Float64Array.from(inputs))
  await executable.run()
  return Array.from(await executable.read('outputs'))
}

const countOf = ({ parameters }: Model) =>
  parameters.reduce((sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1), 0)

describe('mlp', () => {
  it('is layers of products, biases and activations', async () => {
    const model = mlp({ sizes: [2, 2, 1] })
    // Hidden: relu(1·1 + 2·0 + 1, 1·0 + 2·−1 + 0) = (2, 0); output: 2·3 + 0·5 − 1.
    expect(await outputsOf(model, [[1, 0, 0, -1], [1, 0], [3, 5], [-1]], [1, 2], 1)).toEqual([5])
  })

  it('refuses sizes and activations that are none', () => {
    expect(() => mlp({ sizes: [1] })).toThrow(/\[mlp\.sizes\] expected at least two whole numbers from 1; found \[1\]/)
    expect(() => mlp({ sizes: [1, 1], activation: 'rleu' as never })).toThrow(/\[mlp\.activation\] expected relu, .*found 'rleu'/)
    expect(() => mlp({ sizes: [1, 1], activaton: 'tanh' } as never)).toThrow(
      "[mlp] expected options sizes, activation; found 'activaton'; did you mean activation?",
    )
  })
})

describe('convNet', () => {
  const tiny: ConvNetOptions = { input: [2, 2, 1], classes: 1, blocks: 1, filters: 1, kernel: 1, pool: false, epsilon: 0 }
  const image = [0, 2, 4, 6]
  // Batch norm: mean 3, variance 5, so (−3, −1, 1, 3) / √5; relu leaves 1 / √5 and 3 / √5.
  const root = Math.sqrt(5)

  it('flattens the last block unless told otherwise', async () => {
    const [output] = await outputsOf(convNet(tiny), [[1], [1], [0], [1, 2, 3, 4], [1]], image, 1)
    expect(output).toBeCloseTo((3 * 1 + 4 * 3) / root + 1, 12)
  })

  it('takes the mean over the image with head mean', async () => {
    const [output] = await outputsOf(convNet({ ...tiny, head: 'mean' }), [[1], [1], [0], [2], [1]], image, 1)
    expect(output).toBeCloseTo((2 * (1 + 3)) / 4 / root + 1, 12)
  })

  it('starts with a random linear layer, or with none at all', () => {
    const start = (options: ConvNetOptions) => convNet(options).initialize(createRng(1, 'test')).at(-2) as Float32Array
    expect(start(tiny).every((value) => value !== 0)).toBe(true)
    expect([...start({ ...tiny, headStart: 'zero' })]).toEqual([0, 0, 0, 0])
  })

  it('has a convolution bias only when asked', () => {
    const names = (options: ConvNetOptions) => convNet(options).parameters.map(({ name }) => name)
    expect(names(tiny)).toEqual(['filter0', 'scale0', 'shift0', 'w', 'b'])
    expect(names({ ...tiny, bias: true })).toEqual(['filter0', 'bias0', 'scale0', 'shift0', 'w', 'b'])
  })

  it("has as many parameters as MAML's networks without their convolution biases", () => {
    const omniglot = convNet({ input: [28, 28, 1], classes: 5, filters: 64, stride: 2, pool: false, head: 'mean' })
    expect(countOf(omniglot)).toBe(9 * 64 + 3 * 9 * 64 * 64 + 4 * 2 * 64 + 64 * 5 + 5)
    const miniImagenet = conv4({ input: [84, 84, 3], classes: 5 })
    expect(countOf(miniImagenet)).toBe(9 * 3 * 32 + 3 * 9 * 32 * 32 + 4 * 2 * 32 + 800 * 5 + 5)
  })

  it.each(['task', 'layer', 'group', 'instance'] as const)('has parameters of a %s norm in each block', (norm) => {
    const { parameters, statistics, transductive } = convNet({ input: [8, 8, 1], classes: 2, filters: 8, blocks: 2, norm })
    const own = norm === 'task' ? ['blendScale', 'blendOffset'] : []
    const block = (place: number) => ['filter', 'scale', 'shift', ...own].map((name) => `${name}${place}`)
    expect(parameters.map(({ name }) => name)).toEqual([...block(0), ...block(1), 'w', 'b'])
    const found = ['mean0', 'variance0', 'count0', 'mean1', 'variance1', 'count1']
    expect(statistics?.map(({ name }) => name)).toEqual(norm === 'task' ? found : undefined)
    expect(transductive).toBe(false)
  })

  it('pools after activations that do not increase', async () => {
    const options = { ...tiny, pool: true, activation: 'silu', norm: 'layer', epsilon: 0 } as const
    // Layer norm: mean 1, variance 3, so three of −1 / √3 and one of √3; then 3 less. There the larger has the lower silu.
    const silu = (x: number) => x / (1 + Math.exp(-x))
    const [output] = await outputsOf(convNet(options), [[1], [1], [-3], [1], [0]], [0, 0, 0, 4], 1)
    expect(output).toBeCloseTo(silu(-1 / Math.sqrt(3) - 3), 12)
    expect(output).toBeGreaterThan(silu(Math.sqrt(3) - 3))
  })

  it.each([
    [{ filters: 0 }, /\[convNet\.filters\] expected a whole number of at least 1; found 0/],
    [{ blocks: 9, pool: true }, /\[convNet\.blocks\] expected an image that survives 9 blocks; found 2 × 2/],
    [{ head: 'max' }, /\[convNet\.head\] expected flatten, mean; found 'max'/],
    [{ headStart: 'one' }, /\[convNet\.headStart\] expected random, zero; found 'one'/],
    [{ padding: 'full' }, /\[convNet\.padding\] expected same, valid; found 'full'/],
    [{ activation: 'swish' }, /\[convNet\.activation\] expected relu, tanh, sigmoid, gelu, silu; found 'swish'/],
    [{ norm: 'bach' }, /\[convNet\.norm\] expected batch, task, layer, group, instance; found 'bach'/],
    [{ filter: 3 }, /\[convNet\] expected options input, .*; found 'filter'; did you mean filters\?/],
    [{ pading: 'valid' }, /did you mean padding\?/],
  ])('refuses %j', (options, message) => {
    expect(() => convNet({ ...tiny, ...options } as never)).toThrow(message)
  })
})

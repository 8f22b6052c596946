// Every layer's output, gradient and product with the Hessian on every backend, against JAX in float64 (golden/layers/layers.py).

import { readFileSync } from 'node:fs'
import { add, type Backend, gradient, mul, reference, type Shape, sizeOf, sum, type Tensor, trace } from '@assent/autodiff'
import { cpu } from '@assent/backend-cpu'
import { simd } from '@assent/backend-simd'
import { wasm } from '@assent/backend-wasm'
import {
  activation,
  attention,
  averagePooling,
  conv,
  dense,
  flat,
  globalPooling,
  gru,
  type Layer,
  maxPooling,
  norm,
  positions,
  residual,
  sequential,
} from '@assent/models'
import { describe, expect, it } from 'vitest'

interface Golden {
  readonly shape: Shape
  readonly output: readonly number[]
  readonly first: readonly (readonly number[])[]
  readonly second: readonly (readonly number[])[]
}

const golden = JSON.parse(readFileSync(new URL('../golden/layers/layers.json', import.meta.url), 'utf8')) as {
  readonly [name: string]: Golden
}

const image = [5, 4, 4]
const series = [6, 4]

/** Layers, an example's shape, how many inputs there are, and how many support examples beside them. */
const cases: { readonly [name: string]: readonly [readonly Layer[], Shape, number, number?] } = {
  dense: [[dense({ units: 4 })], [3], 3],
  'dense over places': [[dense({ units: 2 })], [5, 3], 2],
  conv: [[conv({ filters: 3, kernel: [3, 2], stride: [2, 1] })], image, 2],
  'conv in groups': [[conv({ filters: 6, kernel: 2, padding: 'valid', groups: 2 })], image, 2],
  'conv with zeros': [[conv({ filters: 2, kernel: [2, 3], padding: [1, 2] })], image, 2],
  'conv of series': [[conv({ filters: 3, kernel: 4, stride: 2, padding: 'valid' })], series, 2],
  'conv of series in groups': [[conv({ filters: 4, groups: 4 })], series, 2],
  maxPooling: [[maxPooling({ size: [3, 2], stride: [2, 1] })], image, 2],
  averagePooling: [[averagePooling({ size: [3, 2], stride: [2, 1] })], image, 2],
  'averagePooling that touches': [[averagePooling()], image, 2],
  'maxPooling of series': [[maxPooling()], series, 2],
  'averagePooling of series': [[averagePooling({ size: 3, stride: 1 })], series, 2],
  globalPooling: [[globalPooling()], image, 2],
  'globalPooling of the largest': [[globalPooling({ kind: 'max' })], image, 2],
  'globalPooling of series': [[globalPooling()], series, 2],
  flat: [[flat()], image, 2],
  relu: [[activation('relu')], [7], 2],
  tanh: [[activation('tanh')], [7], 2],
  sigmoid: [[activation('sigmoid')], [7], 2],
  gelu: [[activation('gelu')], [7], 2],
  silu: [[activation('silu')], [7], 2],
  'norm batch': [[norm({ kind: 'batch' })], image, 2],
  'norm layer of images': [[norm({ kind: 'layer' })], image, 2],
  'norm layer of series': [[norm({ kind: 'layer' })], series, 2],
  'norm layer of features': [[norm({ kind: 'layer' })], [4], 3],
  'norm instance': [[norm({ kind: 'instance' })], image, 2],
  'norm group': [[norm({ kind: 'group', groups: 2 })], image, 2],
  'norm task': [[norm({ kind: 'task' })], image, 2],
  'norm task of series': [[norm({ kind: 'task' })], series, 2],
  'norm task of features': [[norm({ kind: 'task' })], [4], 3],
  'norm task beside support': [[norm({ kind: 'task' })], image, 2, 3],
  gru: [[gru({ units: 3 })], series, 2],
  'gru of all states': [[gru({ units: 3, sequence: true })], series, 2],
  attention: [[attention({ heads: 2 })], series, 2],
  'attention to earlier places': [[attention({ heads: 2, causal: true })], series, 2],
  positions: [[positions()], series, 2],
  residual: [
    [
      residual({
        layers: [conv({ filters: 3, stride: 2 }), norm({ kind: 'layer' }), activation('relu')],
        shortcut: [conv({ filters: 3, kernel: 1, stride: 2 })],
      }),
      globalPooling(),
      dense({ units: 2 }),
    ],
    image,
    2,
  ],
}

it('covers every golden value', () => {
  expect(Object.keys(cases)).toEqual(Object.keys(golden))
})

/** Backends, and how far they may be off: of the output, and of a derivative. */
const backends: readonly (readonly [string, () => Backend | Promise<Backend>, number, number])[] = [
  ['reference', reference, 1e-9, 1e-8],
  ['simd', simd, 1e-5, 1e-4],
  ['cpu', cpu, 1e-5, 1e-4],
  ['wasm', wasm, 1e-5, 1e-4],
]

describe.each(backends)('on %s', (_, open, near, nearly) => {
  it.each(Object.entries(cases))('%s is as in JAX, with both derivatives', async (name, [layers, input, count, supported]) => {
    const expected = golden[name] as Golden
    const model = sequential({ input, layers })
    expect(model.outputShape).toEqual(expected.shape)
    const support = supported === undefined ? [] : [{ shape: [supported, ...input], stream: 1 }]
    const ports = [
      { shape: [count, ...input], stream: 0 },
      ...support,
      ...model.parameters.map(({ shape }, place) => ({ shape, stream: 3 + place })),
    ]
    const apply = (tensors: readonly Tensor[]): Tensor => {
      const [inputs, ...others] = tensors as [Tensor, ...Tensor[]]
      const parameters = others.slice(support.length)
      const observed = support.length > 0 ? model.observe?.(parameters, others[0] as Tensor) : undefined
      return model.apply(parameters, inputs, observed ? { statistics: observed } : undefined)
    }
    const found = await derivatives(await open(), ports, [count, ...expected.shape], apply)
    expect(relativeError(found.output, expected.output)).toBeLessThan(near)
    // Each derivative by itself, or against all of them where it is zero but for rounding.
    for (const order of ['first', 'second'] as const) {
      const whole = Math.hypot(...expected[order].flat())
      for (const [place, values] of expected[order].entries()) {
        expect(relativeError(found[order][place] as number[], values, (nearly > 1e-6 ? 0.1 : 1e-3) * whole)).toBeLessThan(nearly)
      }
    }
  })
})

interface Input {
  readonly shape: Shape
  readonly stream: number
}

/** Relative to the norm of what is expected, or to `least` where that is larger; absolute where both are 0. */
function relativeError(found: readonly number[], expected: readonly number[], least = 0): number {
  expect(found.length).toBe(expected.length)
  const distance = Math.hypot(...expected.map((value, i) => value - (found[i] as number)))
  return distance / (Math.max(Math.hypot(...expected), least) || 1)
}

/** The values that layers.py draws. */
const values = ({ shape, stream }: Input) =>
  Float64Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(0.7 * i + 1.3 * stream + 0.5))

async function derivatives(
  backend: Backend,
  inputs: readonly Input[],
  outputShape: Shape,
  apply: (tensors: readonly Tensor[]) => Tensor,
) {
  const directions = inputs.map(({ shape }, place) => ({ shape, stream: 50 + place }))
  const all = [...inputs, ...directions, { shape: outputShape, stream: 2 }]
  const names = (prefix: string) => inputs.map((_, place) => `${prefix}${place}`)
  const program = trace(Object.fromEntries(all.map(({ shape }, place) => [`in${place}`, { shape, perTask: true }])), (given) => {
    const tensors = Object.values(given)
    const own = tensors.slice(0, inputs.length)
    const output = apply(own)
    const first = gradient(sum(mul(output, tensors.at(-1) as Tensor)), own)
    const along = first.map((g, place) => sum(mul(g, tensors[inputs.length + place] as Tensor))).reduce(add)
    const second = gradient(along, own)
    const named = (prefix: string, values: readonly Tensor[]) => values.map((value, place) => [`${prefix}${place}`, value])
    return { output, ...Object.fromEntries([...named('first', first), ...named('second', second)]) }
  })
  const executable = await backend.compile(program, 1)
  for (const [place, input] of all.entries()) executable.write(`in${place}`, values(input))
  await executable.run()
  const read = async (name: string) => Array.from(await executable.read(name))
  return {
    output: await read('output'),
    first: await Promise.all(names('first').map(read)),
    second: await Promise.all(names('second').map(read)),
  }
}

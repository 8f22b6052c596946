// What compositions promise: names, heads, features, statistics, masks; and what they refuse.

import { gradient, reference, type Shape, sizeOf, square, sub, sum, type Tensor, trace } from '@assent/autodiff'
import { createRng, type Model, type Pass } from '@assent/core'
import { describe, expect, it } from 'vitest'
import {
  activation,
  attention,
  averagePooling,
  buildLayer,
  conv,
  convNet,
  dense,
  dropout,
  flat,
  globalPooling,
  gru,
  type Layer,
  maxPooling,
  mlp,
  norm,
  positions,
  residual,
  sequential,
} from '../src/index.js'

/** Draws numbers of order one for a path. */
function draw(shape: Shape, ...path: (string | number)[]): Float64Array {
  const rng = createRng(5, ...path)
  return Float64Array.from({ length: sizeOf(shape) }, () => rng.normal())
}

type Computed = (parameters: readonly Tensor[], inputs: { readonly [name: string]: Tensor }) => Tensor

/** What `compute` makes of a model's parameters, away from where they begin, and of inputs. */
async function compute(
  model: Model,
  inputs: { readonly [name: string]: { readonly shape: Shape; readonly values: ArrayLike<number> } },
  compute: Computed,
): Promise<readonly number[]> {
  const ports = Object.fromEntries(model.parameters.map(({ name, shape }) => [name, { shape, perTask: true }]))
  const given = Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, { shape, perTask: true }]))
  const program = trace({ ...ports, ...given }, (tensors) => {
    const named: { readonly [name: string]: Tensor } = tensors
    return {
      y: compute(
        model.parameters.map(({ name }) => named[name] as Tensor),
        named,
      ),
    }
  })
  const executable = await reference().compile(program, 1)
  for (const { name, shape } of model.parameters) executable.write(name, draw(shape, name))
  for (const [name, { values }] of Object.entries(inputs)) executable.write(name, values)
  await executable.run()
  return Array.from(await executable.read('y'))
}

const examples = (model: Model, count: number, name: string) => {
  const shape = [count, ...model.inputShape]
  return { shape, values: draw(shape, name) }
}

describe('sequential', () => {
  const model = sequential({
    input: [6, 6, 1],
    layers: [
      conv({ filters: 4 }),
      residual({ layers: [conv({ filters: 4 }), norm({ kind: 'task' })] }),
      globalPooling(),
      dense({ units: 3, bias: false }),
      dense({ units: 2 }),
    ],
  })

  it('names parameters and statistics by kind and place', () => {
    expect(model.parameters.map(({ name }) => name)).toEqual([
      'conv0.filter',
      'conv0.bias',
      'residual1.conv0.filter',
      'residual1.conv0.bias',
      'residual1.norm1.scale',
      'residual1.norm1.shift',
      'residual1.norm1.blendScale',
      'residual1.norm1.blendOffset',
      'dense3.weight',
      'dense4.weight',
      'dense4.bias',
    ])
    expect(model.statistics).toEqual([
      { name: 'residual1.norm1.mean', shape: [4] },
      { name: 'residual1.norm1.variance', shape: [4] },
      { name: 'residual1.norm1.count', shape: [] },
    ])
  })

  it('has initial values of the shapes of its parameters', () => {
    const initial = model.initialize(createRng(1, 'start'))
    expect(initial.map(({ length }) => length)).toEqual(model.parameters.map(({ shape }) => sizeOf(shape)))
  })

  it('says everything in its settings, as plain data', () => {
    expect(JSON.parse(JSON.stringify(model.settings))).toEqual(model.settings)
    expect(sequential({ input: [3], layers: [dense({ units: 2 }), dropout()] }).settings).toEqual({
      input: [3],
      layers: [
        { name: 'dense', settings: { units: 2, bias: true, start: 'glorot' } },
        { name: 'dropout', settings: { rate: 0.5 } },
      ],
    })
  })

  it('has a head where a linear layer with a bias ends it, over features of one example', () => {
    expect(model.head).toEqual({ weight: 'dense4.weight', bias: 'dense4.bias' })
    const without: readonly (readonly [Shape, readonly Layer[]])[] = [
      [[3], [dense({ units: 2, bias: false })]],
      [[3], [dense({ units: 2 }), activation('relu')]],
      [[5, 3], [dense({ units: 2 })]],
    ]
    for (const [input, layers] of without) {
      const { head, features } = sequential({ input, layers })
      expect([head, features]).toEqual([undefined, undefined])
    }
  })

  it.each<[string, Model]>([
    ['sequential', model],
    ['mlp', mlp({ sizes: [3, 5, 2] })],
    ['mlp without hidden layers', mlp({ sizes: [3, 2] })],
    ['convNet', convNet({ input: [8, 8, 1], classes: 2, filters: 4, blocks: 2, norm: 'task' })],
  ])('predicts by its head from its features: %s', async (_, own) => {
    const x = examples(own, 2, 'x')
    const whole = await compute(own, { x }, (parameters, { x }) => own.apply(parameters, x as Tensor))
    const features = await compute(own, { x }, (parameters, { x }) => own.features?.(parameters, x as Tensor) as Tensor)
    const shapeOf = (part: string | undefined) => own.parameters.find(({ name }) => name === part)?.shape as Shape
    const { weight, bias } = own.head as { weight: string; bias: string }
    const [inner, outputs] = shapeOf(weight) as [number, number]
    const [w, b] = [draw([inner, outputs], weight), draw([outputs], bias)]
    const expected = Array.from({ length: 2 * outputs }, (_, place) => {
      const [row, column] = [Math.floor(place / outputs), place % outputs]
      const products = Array.from(
        { length: inner },
        (_, k) => (features[row * inner + k] as number) * (w[k * outputs + column] as number),
      )
      return products.reduce((sum, value) => sum + value, b[column] as number)
    })
    expect(features).toHaveLength(2 * inner)
    for (const [place, value] of expected.entries()) expect(whole[place]).toBeCloseTo(value, 10)
  })

  it('takes layers of others', async () => {
    /** `x · sigmoid(β x)` with a learned β would be one; this one is `slope · x`. */
    const slope: Layer = {
      name: 'slope',
      settings: {},
      build: (shape) =>
        buildLayer({
          outputShape: shape,
          parameters: { slope: { shape: [], initialize: () => [2] } },
          apply: ({ slope }, x) => x.graph.record({ kind: 'mul' }, [x, slope], x.shape),
        }),
    }
    const own = sequential({ input: [2], layers: [slope] })
    expect(own.parameters).toEqual([{ name: 'slope0.slope', shape: [] }])
    expect(own.initialize(createRng(1, 'x'))).toEqual([[2]])
    const x = { shape: [1, 2], values: [1, -3] }
    const [beta] = draw([], 'slope0.slope') as unknown as [number]
    expect(await compute(own, { x }, (parameters, { x }) => own.apply(parameters, x as Tensor))).toEqual([beta, -3 * beta])
  })
})

describe('norms', () => {
  const net = (kind: 'batch' | 'task' | 'layer' | 'group' | 'instance') =>
    convNet({ input: [8, 8, 2], classes: 3, filters: 8, blocks: 2, norm: kind })
  const predict =
    (model: Model): Computed =>
    (parameters, { support, x }) => {
      const statistics = model.observe?.(parameters, support as Tensor)
      return model.apply(parameters, x as Tensor, statistics ? { statistics } : {})
    }
  const firstOf = (values: readonly number[]) => values.slice(0, 3)

  it.each(['task', 'layer', 'group', 'instance'] as const)(
    '%s: a prediction does not depend on the other queries',
    async (kind) => {
      const model = net(kind)
      expect(model.transductive).toBe(false)
      const support = examples(model, 5, 'support')
      const [x, company] = [examples(model, 1, 'x'), examples(model, 4, 'company')]
      const together = { shape: [5, 8, 8, 2], values: [...x.values, ...Array.from(company.values, (value) => 9 * value - 3)] }
      const alone = await compute(model, { support, x }, predict(model))
      const beside = await compute(model, { support, x: together }, predict(model))
      for (const [place, value] of firstOf(beside).entries()) expect(alone[place]).toBeCloseTo(value, 10)
      expect(Math.hypot(...alone)).toBeGreaterThan(0.01)
    },
  )

  it('task: without statistics, the inputs are their own support', async () => {
    const model = net('task')
    const x = examples(model, 4, 'x')
    const own = await compute(model, { x }, (parameters, { x }) => model.apply(parameters, x as Tensor))
    expect(await compute(model, { x, support: x }, predict(model))).toEqual(own)
  })

  it('task: begins half way between the support and the example', () => {
    const { parameters, initialize } = net('task')
    const initial = initialize(createRng(1, 'start'))
    for (const [place, { name }] of parameters.entries()) {
      if (name.startsWith('blend')) expect(Array.from(initial[place] as number[])).toEqual([0])
    }
  })
})

describe('gru', () => {
  it('has programs that grow in proportion to its steps, derivatives included', () => {
    const nodesOf = (length: number) => {
      const model = sequential({ input: [length, 2], layers: [gru({ units: 3 }), dense({ units: 1 })] })
      const ports = Object.fromEntries(model.parameters.map(({ name, shape }) => [name, { shape, perTask: true }]))
      const { nodes } = trace({ x: { shape: [4, length, 2], perTask: true }, ...ports }, ({ x, ...tensors }) => {
        const parameters = Object.values<Tensor>(tensors)
        const step = (from: readonly Tensor[]) => {
          const slopes = gradient(sum(square(model.apply(from, x))), from)
          return from.map((value, place) => sub(value, slopes[place] as Tensor))
        }
        return Object.fromEntries(step(step(parameters)).map((value, place) => [`y${place}`, value]))
      })
      return nodes.length
    }
    const [ten, twenty, forty] = [nodesOf(10), nodesOf(20), nodesOf(40)]
    expect(forty - twenty).toBe(2 * (twenty - ten))
  })
})

describe('dropout', () => {
  const model = sequential({ input: [4], layers: [dropout({ rate: 0.25 }), activation('tanh'), dropout()] })
  const x = examples(model, 2, 'x')
  const dropped = [1, 0, 1, 1, 0, 1, 1, 1].map((kept) => kept / 0.75)
  const halved = [1, 1, 0, 1, 1, 0, 0, 1].map((kept) => kept / 0.5)

  it('drops nothing without a mask', async () => {
    const kept = await compute(model, { x }, (parameters, { x }) => model.apply(parameters, x as Tensor))
    for (const [place, value] of x.values.entries()) expect(kept[place]).toBeCloseTo(Math.tanh(value), 12)
  })

  it('asks for a mask of its inputs and what is kept, in order, and multiplies by it', async () => {
    const asked: (readonly [Shape, number])[] = []
    const masks = { first: { shape: [2, 4], values: dropped }, second: { shape: [2, 4], values: halved } }
    const found = await compute(model, { x, ...masks }, (parameters, { x, first, second }) => {
      const mask: Pass['mask'] = (shape, keep) => {
        asked.push([shape, keep])
        return (asked.length === 1 ? first : second) as Tensor
      }
      return model.apply(parameters, x as Tensor, { mask })
    })
    expect(asked).toEqual([
      [[2, 4], 0.75],
      [[2, 4], 0.5],
    ])
    for (const [place, value] of x.values.entries()) {
      expect(found[place]).toBeCloseTo(Math.tanh(value * (dropped[place] as number)) * (halved[place] as number), 12)
    }
  })

  it('asks for no mask where nothing is dropped', async () => {
    const whole = sequential({ input: [4], layers: [dropout({ rate: 0 })] })
    const mask = () => {
      throw new Error('asked')
    }
    expect(await compute(whole, { x }, (parameters, { x }) => whole.apply(parameters, x as Tensor, { mask }))).toEqual([
      ...x.values,
    ])
  })
})

describe('what is refused, and how', () => {
  it('parameters or statistics that are too few or too many', () => {
    const model = sequential({ input: [2], layers: [norm({ kind: 'task' }), dense({ units: 1 })] })
    const given = { x: { shape: [3, 2], perTask: true }, p: { shape: [2], perTask: true } }
    const applied = (count: number, pass: (p: Tensor) => Pass) => () =>
      trace(given, ({ x, p }) => ({
        y: model.apply(
          Array.from({ length: count }, () => p),
          x,
          pass(p),
        ),
      }))
    expect(applied(5, () => ({}))).toThrow('[sequential] expected 6 parameters; found 5')
    expect(applied(7, () => ({}))).toThrow('[sequential] expected 6 parameters; found 7')
    expect(applied(6, (p) => ({ statistics: [p, p] }))).toThrow('[sequential] expected 3 statistics; found 2')
  })

  const image: Shape = [4, 4, 6]
  const of = (layer: Layer, input: Shape) => () => sequential({ input, layers: [layer] })
  it.each<[() => unknown, RegExp | string]>([
    [() => sequential({ input: [1], layers: [] }), '[sequential.layers] expected at least one layer; found none'],
    [() => sequential({ input: [1], layer: [] } as never), /\[sequential\] .*did you mean layers\?/],
    [() => dense({ unit: 3 } as never), /\[dense\] .*found 'unit'; did you mean units\?/],
    [() => conv({ filters: 3, kernels: 3 } as never), /\[conv\] .*did you mean kernel\?/],
    [() => maxPooling({ strides: 2 } as never), /\[maxPooling\] .*did you mean stride\?/],
    [() => averagePooling({ sizes: 2 } as never), /\[averagePooling\] .*did you mean size\?/],
    [() => globalPooling({ kinds: 'max' } as never), /\[globalPooling\] .*did you mean kind\?/],
    [() => norm({ kind: 'layer', group: 2 } as never), /\[norm\] .*did you mean groups\?/],
    [() => dropout({ rat: 0.1 } as never), /\[dropout\] .*did you mean rate\?/],
    [() => gru({ units: 3, sequences: true } as never), /\[gru\] .*did you mean sequence\?/],
    [() => attention({ head: 2 } as never), /\[attention\] .*did you mean heads\?/],
    [() => residual({ layers: [], shortcuts: [] } as never), /\[residual\] .*did you mean shortcut\?/],
    [() => dense({ units: 1.5 }), '[dense.units] expected a whole number of at least 1; found 1.5'],
    [() => dense({ units: 2, start: 'hee' as never }), "[dense.start] expected he, glorot, fanIn, zero; found 'hee'"],
    [() => conv({ filters: 2, padding: 'full' as never }), "[conv.padding] expected same, valid; found 'full'"],
    [() => dropout({ rate: 1 }), '[dropout.rate] expected a number from 0 to below 1; found 1'],
    [() => activation('rleu' as never), /\[activation\] expected relu, .*found 'rleu'/],
    [() => norm({ kind: 'bach' as never }), /\[norm\.kind\] expected batch, .*found 'bach'/],
    [() => norm({ kind: 'layer', epsilon: -1 }), '[norm.epsilon] expected a number of at least 0; found -1'],
    [of(conv({ filters: 4, groups: 4 }), image), '[conv.groups] expected a divisor of 6 channels and 4 filters; found 4'],
    [of(conv({ filters: 1, kernel: [2, 2] }), [5, 1]), '[conv.kernel] expected one length; found 2,2'],
    [of(conv({ filters: 1 }), [5]), /\[conv\] expected examples of shape .*; found \[5\]/],
    [of(conv({ filters: 1, kernel: 5, padding: 'valid' }), image), /\[convolve\] expected images of at least 5 × 5; found 4 × 4/],
    [of(maxPooling({ size: 5 }), image), /\[maxPool\] expected images .* of at least 5 × 5/],
    [of(globalPooling(), [5]), /\[globalPooling\] expected examples of shape/],
    [of(norm({ kind: 'group', groups: 4 }), image), '[norm.groups] expected a divisor of 6 channels; found 4'],
    [of(norm({ kind: 'instance' }), [6]), '[norm.kind] expected examples of more than one place for instance; found 1'],
    [of(gru({ units: 2 }), [6]), /\[gru\] expected examples of shape \[length, features\]; found \[6\]/],
    [of(attention({ heads: 4 }), [5, 6]), '[attention.heads] expected a divisor of 6 features; found 4'],
    [of(positions(), [6]), /\[positions\] expected examples of shape/],
    [
      of(residual({ layers: [conv({ filters: 2 })] }), image),
      '[residual] expected layers and a shortcut of one output shape; found [4, 4, 2] and [4, 4, 6]; give a shortcut',
    ],
    [of(residual({ layers: [flat()] }), [2, 3]), /found \[6\] and \[2, 3\]/],
  ])('%s', (act, message) => {
    expect(act).toThrow(message)
  })
})

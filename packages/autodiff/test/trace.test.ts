// Recording: what is merged, folded, kept and let go; and what is refused.

import { describe, expect, it } from 'vitest'
import {
  add,
  addScalar,
  averagePool,
  broadcast,
  checkOperations,
  concat,
  constant,
  convolve,
  fill,
  gate,
  gradient,
  log,
  matMul,
  max,
  maxPool,
  mul,
  neg,
  type Program,
  pad,
  reference,
  releases,
  relu,
  reshape,
  scale,
  slice,
  softmaxCrossEntropy,
  square,
  stopGradient,
  sub,
  sum,
  type Tensor,
  tanh,
  trace,
  transpose,
} from '../src/index.js'
import { scalar, valuesOf } from './support.js'

const record = (compute: (x: Tensor) => Tensor, shape: number[] = [2, 3]): Program =>
  trace({ x: { shape, perTask: true } }, ({ x }) => ({ y: compute(x) }))
const kinds = (program: Program) => program.nodes.map((node) => node.operation.kind)

async function evaluate(program: Program, values: { [input: string]: number[] }, output = 'y'): Promise<number[]> {
  const executable = await reference().compile(program, 1)
  for (const [name, array] of Object.entries(values)) executable.write(name, array)
  await executable.run()
  return Array.from(await executable.read(output))
}

describe('a trace', () => {
  it('merges equal nodes and leaves out what no output needs', () => {
    expect(
      kinds(
        record((x) => {
          tanh(square(x))
          return add(tanh(x), tanh(x))
        }),
      ),
    ).toEqual(['input', 'tanh', 'add'])
  })

  it.each([
    ['x · 1', (x: Tensor) => scale(x, 1), ['input']],
    ['x + 0', (x: Tensor) => addScalar(x, 0), ['input']],
    ['x · constant', (x: Tensor) => mul(x, fill(x, 3)), ['input', 'scale']],
    ['constant − x', (x: Tensor) => sub(fill(x, 3), x), ['input', 'scale', 'addScalar']],
    ['(x · 2) · 3', (x: Tensor) => scale(scale(x, 2), 3), ['input', 'scale']],
    ['constants among themselves', (x: Tensor) => mul(addScalar(fill(x, 2), 3), fill(x, 4)), ['input', 'fill']],
    ['a derivative that is 0', (x: Tensor) => gradient(sum(fill(x, 3)), [x])[0] as Tensor, ['input', 'fill']],
    ['the seed of a derivative', (x: Tensor) => gradient(sum(square(x)), [x])[0] as Tensor, ['input', 'scale']],
    [
      'the same derivative twice',
      (x: Tensor) => add(gradient(sum(tanh(x)), [x])[0] as Tensor, gradient(sum(tanh(x)), [x])[0] as Tensor),
      ['input', 'tanh', 'square', 'scale', 'addScalar', 'add'],
    ],
    ['− − x', (x: Tensor) => neg(neg(x)), ['input']],
    ['reshape there and back', (x: Tensor) => reshape(reshape(x, [6]), [2, 3]), ['input']],
    ['a sum over nothing', (x: Tensor) => sum(x, []), ['input']],
    ['a sum of a constant', (x: Tensor) => add(sum(fill(x, 2)), sum(x)), ['input', 'sum', 'addScalar']],
    ['transpose to the same order', (x: Tensor) => transpose(x, [0, 1]), ['input']],
    ['a slice of all', (x: Tensor) => slice(x, [0, 0], [2, 3]), ['input']],
    [
      'a repetition that addition makes by itself',
      (x: Tensor) => add(broadcast(sum(x, [0]), [2, 3]), x),
      ['input', 'sum', 'add'],
    ],
  ])('records no work for %s', (_, compute, expected) => {
    expect(kinds(record(compute))).toEqual(expected)
  })

  it('knows what all tasks share', () => {
    const program = trace({ x: { shape: [2], perTask: true }, w: { shape: [2], perTask: false } }, ({ x, w }) => ({
      shared: square(w),
      own: mul(square(w), x),
    }))
    expect(program.outputs.map(({ name, perTask }) => [name, perTask])).toEqual([
      ['shared', false],
      ['own', true],
    ])
  })

  it('lets each value go after its last reader, and never inputs or outputs', () => {
    // x → tanh(1) → square(2) → add(3) of 1 and 2 → output.
    expect(releases(record((x) => add(tanh(x), square(tanh(x)))))).toEqual([[], [], [], [1, 2]])
  })
})

describe('a gradient', () => {
  it('counts what it is asked for as independent, also where one was computed from another', async () => {
    // y = a·b with b = a²: ∂y/∂a = b and ∂y/∂b = a, and not 3a².
    const partials = (a: Tensor) => {
      const b = mul(a, a)
      const [byA, byB] = gradient(mul(a, b), [a, b]) as [Tensor, Tensor]
      return add(byA, mul(byB, fill(a, 100)))
    }
    expect(await valuesOf(partials, scalar(3))).toEqual([9 + 100 * 3])
  })

  it('is that of hand: d/dx Σ x² = 2x, and its own derivative 2', async () => {
    const program = trace({ x: { shape: [3], perTask: true } }, ({ x }) => {
      const first = gradient(sum(square(x)), [x])[0] as Tensor
      return { y: first, second: gradient(sum(mul(first, first)), [x])[0] as Tensor }
    })
    expect(await evaluate(program, { x: [1, -2, 3] })).toEqual([2, -4, 6])
    // Σ (2x)² has the derivative 8x.
    expect(await evaluate(program, { x: [1, -2, 3] }, 'second')).toEqual([8, -16, 24])
  })

  it('reaches the third order: tanh‴ at 0.5', async () => {
    const program = trace({ x: { shape: [], perTask: true } }, ({ x }) => {
      let y = tanh(x)
      for (let order = 0; order < 3; order++) y = gradient(y, [x])[0] as Tensor
      return { y }
    })
    // tanh‴ = (1 − t²)(6t² − 2) with t = tanh.
    const t = Math.tanh(0.5)
    expect((await evaluate(program, { x: [0.5] }))[0]).toBeCloseTo((1 - t * t) * (6 * t * t - 2), 12)
  })

  it('is 0 where nothing depends, and stops at stopGradient', async () => {
    const program = trace({ x: { shape: [2], perTask: true }, z: { shape: [2], perTask: true } }, ({ x, z }) => {
      const [gx, gz] = gradient(sum(mul(x, stopGradient(x))), [x, z]) as [Tensor, Tensor]
      return { y: gx, gz }
    })
    expect(await evaluate(program, { x: [3, 4], z: [1, 1] })).toEqual([3, 4])
    expect(await evaluate(program, { x: [3, 4], z: [1, 1] }, 'gz')).toEqual([0, 0])
  })

  it('takes values in between as its variables', async () => {
    const program = record(
      (x) => {
        const hidden = scale(x, 5)
        return gradient(sum(square(hidden)), [hidden])[0] as Tensor
      },
      [2],
    )
    expect(await evaluate(program, { x: [1, 2] })).toEqual([10, 20])
  })
})

describe('what is not finite', () => {
  it('passes through relu, and never through a closed gate', async () => {
    expect(
      await evaluate(record(relu, [4]), { x: [Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, -1] }),
    ).toEqual([Number.NaN, 0, Number.POSITIVE_INFINITY, 0])
  })

  it('wins in max and in pooling', async () => {
    expect(await evaluate(record(max, [1, 3]), { x: [1, Number.NaN, 3] })).toEqual([Number.NaN])
    expect(
      await evaluate(
        record((x) => maxPool(x), [1, 2, 2, 1]),
        { x: [1, Number.NaN, 3, Number.NaN] },
      ),
    ).toEqual([Number.NaN])
  })

  it('does not come from a large logarithm', async () => {
    expect(await evaluate(record(log, [2]), { x: [0, 1] })).toEqual([Number.NEGATIVE_INFINITY, 0])
  })
})

describe('the gradient of slices', () => {
  const slopeOf = (...blocks: readonly (readonly [readonly number[], readonly number[]])[]) =>
    record(
      (x) => {
        const parts = blocks.map(([begin, shape]) => sum(square(slice(x, begin, shape))))
        return gradient(parts.reduce(add), [x])[0] as Tensor
      },
      [2, 3],
    ).nodes.map(({ operation }) => operation.kind)

  it('is joined where they fill a tensor side by side, in any order', () => {
    expect(
      slopeOf(
        [
          [0, 1],
          [2, 2],
        ],
        [
          [0, 0],
          [2, 1],
        ],
      ),
    ).toContain('concat')
    expect(
      slopeOf(
        [
          [0, 1],
          [2, 2],
        ],
        [
          [0, 0],
          [2, 1],
        ],
      ),
    ).not.toContain('pad')
  })

  it.each([
    [
      'overlap',
      [
        [0, 0],
        [2, 2],
      ],
      [
        [0, 1],
        [2, 2],
      ],
    ],
    [
      'leave a gap',
      [
        [0, 0],
        [2, 1],
      ],
      [
        [0, 2],
        [2, 1],
      ],
    ],
    [
      'lie across',
      [
        [0, 0],
        [1, 3],
      ],
      [
        [1, 0],
        [1, 2],
      ],
    ],
  ] as const)('is added up where they %s', (_, first, second) => {
    expect(slopeOf(first, second)).toContain('pad')
    expect(slopeOf(first, second)).not.toContain('concat')
  })
})

describe('what is refused, and how', () => {
  it.each([
    [
      (x: Tensor) => add(x, reshape(x, [3, 2])),
      '[add] expected shapes that match or broadcast; found [2, 3] and [3, 2]; reshape one of them',
    ],
    [(x: Tensor) => matMul(x, x), '[matMul] expected equal inner lengths; found [2, 3] and [2, 3]; check the transposes'],
    [
      (x: Tensor) => matMul(sum(x, [1]), x),
      '[matMul] expected matrices, or stacks of them; found [2]; reshape to two axes or more',
    ],
    [
      (x: Tensor) => matMul(reshape(x, [2, 1, 3]), reshape(x, [3, 1, 2]), { transposeA: true }),
      '[matMul] expected shapes that match or broadcast; found [2] and [3]; reshape one of them',
    ],
    [(x: Tensor) => constant(x, [1, 2], [3]), '[constant] expected 3 values; found 2; match the values to the shape'],
    [
      (x: Tensor) => constant(x, [1, Number.NEGATIVE_INFINITY], [2]),
      '[constant] expected finite values; found -Infinity; use a large number in the place of infinity',
    ],
    [
      (x: Tensor) => convolve(reshape(x, [1, 2, 3, 1]), reshape(x, [2, 3, 1, 1]), { padding: [2, 0] }),
      "[convolve] expected 'same', 'valid' or 0 to 1 zeros; found 2; correct the padding",
    ],
    [(x: Tensor) => averagePool(reshape(x, [1, 2, 3, 1]), [3, 1]), /\[averagePool\] expected images .* of at least 3 × 1/],
    [(x: Tensor) => reshape(x, [5]), '[reshape] expected a shape of 6 values; found [5]; start from [2, 3]'],
    [(x: Tensor) => sum(x, [2]), '[sum] expected axes of [2, 3]; found 2; use 0 to 1'],
    [(x: Tensor) => transpose(x, [0, 0]), '[transpose] expected each axis of [2, 3] once; found [0, 0]; list every axis'],
    [
      (x: Tensor) => slice(x, [0, 1], [2, 3]),
      '[slice] expected a block inside [2, 3]; found [2, 3] at [0, 1]; correct begin or shape',
    ],
    [
      (x: Tensor) => pad(x, [0, 1], [2, 3]),
      '[pad] expected a shape that holds [2, 3] at [0, 1]; found [2, 3]; correct begin or shape',
    ],
    [
      (x: Tensor) => concat([x, reshape(x, [3, 2])], 0),
      '[concat] expected shapes like [2, 3] but for axis 0; found [3, 2]; reshape it first',
    ],
    [
      (x: Tensor) => convolve(reshape(x, [1, 2, 3, 1]), reshape(x, [1, 1, 3, 2])),
      /\[convolve\] expected images .* found \[1, 2, 3, 1\] and \[1, 1, 3, 2\]/,
    ],
    [(x: Tensor) => maxPool(reshape(x, [1, 1, 6, 1])), /\[maxPool\] expected images .* of at least 2 × 2/],
    [
      (x: Tensor) => reshape(x, [-2, -3]),
      '[reshape] expected a shape of positive whole lengths; found [-2, -3]; correct the shape',
    ],
    [(x: Tensor) => fill(x, 1, [0]), '[fill] expected a shape of positive whole lengths; found [0]; correct the shape'],
    [(x: Tensor) => slice(x, [0, 0], [0, 3]), '[slice] expected a shape of positive whole lengths; found [0, 3]'],
    [(x: Tensor) => slice(x, [0.5, 0], [1, 3]), '[slice] expected a block inside [2, 3]; found [1, 3] at [0.5, 0]'],
    [(x: Tensor) => slice(x, [0], [1]), '[slice] expected a block inside [2, 3]; found [1] at [0]'],
    [(x: Tensor) => pad(x, [-1, 0], [4, 4]), '[pad] expected a shape that holds [2, 3] at [-1, 0]; found [4, 4]'],
    [(x: Tensor) => transpose(x, [0, 1, 1]), '[transpose] expected each axis of [2, 3] once; found [0, 1, 1]; list every axis'],
    [(x: Tensor) => broadcast(x, [3]), '[broadcast] expected a shape that repeats to [3]; found [2, 3]; reshape it first'],
    [(x: Tensor) => gate(x, sum(x)), '[broadcast] expected a shape that repeats to []; found [2, 3]; reshape it first'],
    [() => concat([], 0), '[concat] expected at least one tensor; found none; pass the tensors to join'],
    [(x: Tensor) => max(sum(x)), '[max] expected at least one axis; found a scalar; a scalar is its own maximum'],
    [
      (x: Tensor) => softmaxCrossEntropy(x, reshape(x, [3, 2])),
      '[softmaxCrossEntropy] expected targets of shape [2, 3]; found [3, 2]; match the model to the task',
    ],
    [
      (x: Tensor) => convolve(reshape(x, [1, 2, 3, 1]), reshape(x, [2, 3, 1, 1]), { stride: 0 }),
      '[convolve] expected a stride of at least 1; found 0; use a whole number',
    ],
    [
      (x: Tensor) => convolve(reshape(x, [1, 2, 3, 1]), reshape(x, [3, 2, 1, 1]), { padding: 'valid' }),
      "[convolve] expected images of at least 3 × 2; found 2 × 3; use padding 'same' or smaller filters",
    ],
    [
      (x: Tensor) => maxPool(reshape(x, [1, 2, 3, 1]), 2, 1.5),
      '[maxPool] expected a stride of at least 1; found 1.5; use a whole number',
    ],
    [
      (x: Tensor) => gradient(x, [x])[0] as Tensor,
      '[gradient] expected a scalar to differentiate; found [2, 3]; sum or average it first',
    ],
    [
      (x: Tensor) => gradient(sum(max(x)), [x])[0] as Tensor,
      '[gradient] expected differentiable operations between input and loss; found max; wrap its result in stopGradient',
    ],
  ])('%#', (compute, message) => {
    expect(() => record(compute)).toThrow(message)
  })

  it('a tensor of another trace', () => {
    let kept: Tensor | undefined
    record((x) => {
      kept = x
      return tanh(x)
    })
    expect(() => record((x) => add(x, kept as Tensor))).toThrow(/\[add\] expected tensors of one trace/)
    expect(() => record(() => kept as Tensor)).toThrow(/\[output y\] expected tensors of one trace/)
    expect(() => record((x) => gradient(sum(x), [kept as Tensor])[0] as Tensor)).toThrow(/\[gradient\] expected tensors of one/)
  })

  it('an input without a size', () => {
    expect(() => record(tanh, [2, 0])).toThrow(
      '[input x] expected a shape of positive whole lengths; found [2, 0]; correct the shape',
    )
  })

  it('an operation that a backend lacks, by name, before the first run', () => {
    const operations = new Set([...reference().operations].filter((kind) => kind !== 'tanh'))
    expect(() => checkOperations({ name: 'small', operations }, record(tanh))).toThrow(
      '[backend small] expected a program of operations that it runs; found tanh; choose another backend or model',
    )
  })
})

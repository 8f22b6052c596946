// What stands in a file beside the model, and what is refused. Bytes are those that the onnx package of Python writes
// (golden/onnx/line.py).

import { readFileSync } from 'node:fs'
import { convolve, gradient, maxPool, mul, type Program, square, sum, trace } from '@assent/autodiff'
import {
  adapt,
  binaryCrossEntropy,
  createRng,
  crossEntropy,
  type Loss,
  type Model,
  type Preparation,
  type Problem,
  reference,
  sampleEpisode,
  squaredError,
  type Trained,
} from '@assent/core'
import { initialParameters } from '@assent/core/tools'
import { innerSgd, maml, metaSgd, protoMaml } from '@assent/learners'
import { openModelFile, writeModelFile } from '@assent/model-file'
import { convNet, mlp } from '@assent/models'
import { table } from '@assent/tasks-tables'
import { PbfReader } from 'pbf'
import { describe, expect, it } from 'vitest'
import { writeAdaptedOnnx, writeOnnx } from '../src/index.js'
import { translate } from '../src/translate.js'
import { expectClose } from './close.js'
import { runFile, skipsRuntime } from './runtime.js'

const backend = reference()
const learner = maml({ inner: innerSgd({ rate: 0.05 }), innerSteps: 2 })
const trainedOf = (model: Model, loss: Loss = squaredError()): Trained => ({ model, learner, loss, backend })
const thetaOf = (model: Model) => initialParameters(model, createRng(4), 'float32')

/** metadata_props of a file, read anew. */
function metadataOf(file: Uint8Array): { [name: string]: string } {
  return new PbfReader(file).readFields((tag, all: { [name: string]: string }, from) => {
    if (tag !== 14) return
    const { key, value } = from.readMessage(
      (own, entry: { key: string; value: string }, field) => {
        if (own === 1) entry.key = field.readString()
        if (own === 2) entry.value = field.readString()
      },
      { key: '', value: '' },
    )
    all[key] = value
  }, {})
}

describe('a file', () => {
  it('has the bytes that the onnx package writes', () => {
    const golden = JSON.parse(readFileSync(new URL('../../../golden/onnx/line.json', import.meta.url), 'utf8')) as {
      file: string
    }
    const file = writeOnnx(trainedOf(mlp({ sizes: [2, 1] })), Float32Array.of(0.5, -2, 0.25), {
      batch: 2,
      metadata: { from: 'a test' },
    })
    expect(Buffer.from(file).toString('base64')).toBe(golden.file)
  })

  it('says what it is', () => {
    const model = mlp({ sizes: [2, 3] })
    const [a, b] = [
      { names: ['a', 'b'], mean: [1, 2], deviation: [1, 2] },
      { names: ['t'], mean: [0], deviation: [2] },
    ]
    const preparation: Preparation = { inputs: a, targets: b, unit: 'm', labels: ['x', 'y', 'z'] }
    expect(
      metadataOf(writeOnnx(trainedOf(model, crossEntropy()), thetaOf(model), { preparation, metadata: { run: '7' } })),
    ).toEqual({
      'assent.model': '{"name":"mlp","settings":{"sizes":[2,3],"activation":"relu"}}',
      'assent.loss': expect.stringMatching(/^\{"name":"crossEntropy",/),
      'assent.learned': 'initialization',
      'assent.inputs': '["a","b"]',
      'assent.targets': '["t"]',
      'assent.unit': 'm',
      'assent.labels': '["x","y","z"]',
      run: '7',
    })
  })

  it('holds no value that predictions do not take: neither learned rates nor a loss’s', async () => {
    const model = mlp({ sizes: [2, 3] })
    const problem = { ...trainedOf(model), learner: metaSgd({ innerSteps: 1, initialRate: 0.02 }) }
    const theta = Float32Array.of(...thetaOf(model), ...new Float32Array(9).fill(0.02))
    expect(writeOnnx(problem, theta)).toEqual(writeOnnx(trainedOf(model), thetaOf(model)))
  })
})

const rng = createRng(9)
/** People who write `down` and `up`, far from 0 and on scales of their own. */
const strokes = Array.from({ length: 6 }, (_, person) =>
  ['down', 'up'].flatMap((label) =>
    Array.from({ length: 6 }, () => ({
      person: `p${person}`,
      label,
      a: 5000 + person + rng.normal() / 9,
      b: (label === 'up' ? 0.005 : -0.005) + rng.normal() / 1000,
    })),
  ),
).flat()
const own = strokes.filter(({ person }) => person === 'p0')
const from = { from: strokes, task: 'person', shots: 3, queries: 3 }
const gestures = await table({ ...from, inputs: ['a', 'b'], target: 'label', kind: 'classification' })
const heights = await table({ ...from, inputs: ['b'], target: 'a', unit: 'm' })

describe.skipIf(skipsRuntime)('in the user’s units', () => {
  it('gives the probabilities of a task that an app has learned', async () => {
    const problem: Problem = { tasks: gestures, model: mlp({ sizes: [2, 6, 2] }), learner, backend }
    const ready = openModelFile(writeModelFile(problem, thetaOf(problem.model)), { backend })
    const task = await ready.adapt({ x: own.map(({ a, b }) => [a, b]), y: own.map(({ label }) => label) }, 5)
    const { preparation } = ready.about
    const file = writeAdaptedOnnx(ready.trained, task.adapted, { preparation, labels: task.labels })
    expect(metadataOf(file)).toMatchObject({ 'assent.labels': '["down","up"]', 'assent.learned': 'task' })
    for (const { a, b } of strokes) {
      const x = Float32Array.of(a, b)
      const answer = await task.predict(x)
      if (!('probabilities' in answer)) throw new Error('no probabilities')
      const { probabilities, logits } = await runFile(file, { x: { shape: [1, 2], values: x } })
      expectClose(`${x}`, probabilities?.data, Object.values(answer.probabilities))
      const [down = 0, up = 0] = logits?.data ?? []
      expect(1 / (1 + Math.exp(down - up))).toBeCloseTo(Number(answer.probabilities.up), 5)
    }
  })

  it('gives what a learner predicts that builds its heads from the support examples', async () => {
    const learner = protoMaml({ inner: innerSgd({ rate: 0.05 }), innerSteps: 1 })
    const problem: Problem = { tasks: gestures, model: mlp({ sizes: [2, 6, 2] }), learner, backend }
    const { support } = sampleEpisode(problem, 1, 'test', 0)
    const adapted = await adapt(problem, Float64Array.from(thetaOf(problem.model)), support, 2)
    // No preparation: the numbers are those of the episode.
    const file = writeAdaptedOnnx(problem, adapted, { batch: support.count, preparation: {} })
    const { logits } = await runFile(file, { x: { shape: [support.count, 2], values: support.x } })
    expectClose('logits', logits?.data, await adapted.predict(support.x))
  })

  it('gives values', async () => {
    const problem: Problem = { tasks: heights, model: mlp({ sizes: [1, 6, 1], activation: 'tanh' }), learner, backend }
    const ready = openModelFile(writeModelFile(problem, thetaOf(problem.model)), { backend })
    const task = await ready.adapt({ x: own.map(({ b }) => [b]), y: own.map(({ a }) => a) })
    const file = writeAdaptedOnnx(problem, task.adapted, { batch: 2 })
    for (const value of [-0.01, 0.0025]) {
      const x = Float32Array.of(value, 2 * value)
      const { values } = await runFile(file, { x: { shape: [2, 1], values: x } })
      for (const [place, asked] of x.entries()) {
        const answer = await task.predict([asked])
        if (!('values' in answer)) throw new Error('no values')
        // In deviations, so that the mean of 5000 hides nothing.
        const [mean = 0, deviation = 0] = [heights.preparation.targets?.mean[0], heights.preparation.targets?.deviation[0]]
        const off = Math.abs(Number(values?.data[place]) - Number(answer.values[0])) / deviation
        expect(mean).toBeGreaterThan(4999)
        expect(off).toBeLessThan(1e-3)
      }
    }
  })

  it('loses nothing of a mean that float32 has no number for', async () => {
    const model = mlp({ sizes: [1, 1] })
    const preparation = { inputs: { names: ['a'], mean: [1000.00001], deviation: [0.1] } }
    const file = writeOnnx(trainedOf(model), Float32Array.of(1, 0), { preparation })
    const x = Float32Array.of(1000.25)
    const { values } = await runFile(file, { x: { shape: [1, 1], values: x } })
    expect(Number(values?.data[0])).toBeCloseTo((1000.25 - 1000.00001) / 0.1, 5)
  })

  it('gives plain outputs where the loss has no reading', async () => {
    const trained = trainedOf(mlp({ sizes: [1, 2] }), binaryCrossEntropy())
    const { outputs } = await runFile(writeOnnx(trained, Float32Array.of(1, 2, 3, 4)), { x: { shape: [1, 1], values: [10] } })
    expect(Array.from(outputs?.data ?? [])).toEqual([13, 24])
  })
})

describe('refuses', () => {
  const model = mlp({ sizes: [2, 2] })
  const theta = thetaOf(model)
  const trained = trainedOf(model)
  const offset = (mean: number) => ({ preparation: { inputs: { names: ['time', 'b'], mean: [mean, 0], deviation: [2, 1] } } })
  const normed = trainedOf(convNet({ input: [8, 8, 1], classes: 2, blocks: 1, filters: 2 }))

  it.each<[string, () => unknown, string | RegExp]>([
    ['θ of another model', () => writeOnnx(trained, new Float32Array(3)), '[onnx, θ] expected 6 values'],
    [
      'heads that are built',
      () => writeOnnx({ ...trained, learner: protoMaml({ inner: innerSgd({ rate: 0.1 }), innerSteps: 1 }) }, theta),
      '[onnx] expected a θ that has a head; found the learner protoMaml, which builds one from support examples; adapt to a task',
    ],
    [
      'company',
      () => writeOnnx(normed, thetaOf(normed.model), { batch: 2 }),
      '[onnx.batch] expected 1 for convNet, whose predictions depend on each other; found 2; leave batch at 1',
    ],
    ['no inputs', () => writeOnnx(trained, theta, { batch: 0 }), '[onnx.batch] expected a whole number of at least 1; found 0'],
    ['labels of other classes', () => writeOnnx(trained, theta, { labels: ['a'] }), '[onnx.labels] expected 2 labels'],
    ['an option that nobody reads', () => writeOnnx(trained, theta, { btach: 2 } as never), 'did you mean batch?'],
    ['names of its own', () => writeOnnx(trained, theta, { metadata: { 'assent.loss': '' } }), 'found assent.loss'],
    [
      'offsets that float32 does not tell apart',
      () => writeOnnx(trained, theta, offset(1.7e9)),
      '[onnx, input time] expected values that float32 tells apart; found mean 1700000000 and deviation 2',
    ],
    [
      'a preparation of other inputs',
      () =>
        writeOnnx(trained, theta, { preparation: { inputs: { names: ['a', 'b', 'c'], mean: [1, 2, 3], deviation: [1, 2, 3] } } }),
      '[onnx.preparation] expected a divisor of 2 values; found 3',
    ],
    [
      'values of another model',
      () => writeAdaptedOnnx(trained, { values: { 'parameter/w0': new Float32Array(4) } }),
      '[onnx] expected parameter/w0 of 4, parameter/b0 of 2; found parameter/w0 of 4',
    ],
    [
      'values that float32 has not',
      () =>
        writeAdaptedOnnx(trained, {
          values: { 'parameter/w0': new Float64Array(4).fill(1e39), 'parameter/b0': new Float64Array(2) },
        }),
      '[onnx] expected values of parameter/w0 in the range of float32',
    ],
  ])('%s', (_, write, message) => {
    expect(write).toThrow(message)
  })

  it('an offset only where it is lost', () => {
    expect(() => writeOnnx(trained, theta, offset(30_000))).not.toThrow()
  })

  const images = { shape: [1, 4, 4, 1], perTask: true }
  const windows = { shape: [1, 2, 2, 1], perTask: true }

  it.each<[string, Program]>([
    [
      'the operation convolveFilters',
      trace({ x: images, w: { shape: [2, 2, 1, 1], perTask: true } }, ({ x, w }) => ({
        y: gradient(sum(square(convolve(x, w))), [w])[0] ?? x,
      })),
    ],
    ['places of largest values', trace({ x: images }, ({ x }) => ({ y: gradient(sum(maxPool(x)), [x])[0] ?? x }))],
    [
      // The derivative of a derivative, which is linear in c: v where x is largest.
      'values at the places of the largest of others',
      trace({ x: images, v: images, c: windows }, ({ x, v, c }) => {
        const [first = x] = gradient(sum(mul(maxPool(x), c)), [x])
        return { y: gradient(sum(mul(first, v)), [c])[0] ?? x }
      }),
    ],
  ])('%s in a prediction', (found, program) => {
    expect(() => translate(program, new Map(), String)).toThrow(
      `[onnx] expected a model whose predictions take no derivative; found ${found}; predict without gradient()`,
    )
  })

  it('more numbers than a file may have', () => {
    const w = { shape: [2 ** 15, 2 ** 14], perTask: false }
    const program = trace({ w }, (own) => ({ y: sum(own.w) }))
    expect(() => translate(program, new Map([['w', new Float32Array()]]), String)).toThrow(
      '[onnx] expected at most 2130706432 bytes of parameters; found 2147483648; use a smaller model',
    )
  })

  it('nothing of a model that was adapted', async () => {
    const support = { count: 2, x: Float32Array.of(1, 2, 3, 4), y: Float32Array.of(1, 0, 0, 1) }
    const adapted = await adapt(trained, theta, support, 1)
    expect(writeAdaptedOnnx(trained, adapted)).not.toEqual(writeOnnx(trained, theta))
  })
})

// What a file's model answers is what the trained one answers; whatever else is refused, by name.

import {
  adapt,
  createRng,
  crossEntropy,
  evaluate,
  fromModel,
  initialState,
  type Learner,
  type Model,
  type Problem,
  reference,
  sampleEpisode,
  toModel,
} from '@assent/core'
import { openFile, sealFile } from '@assent/core/tools'
import { anil, boil, fomaml, iMaml, innerAdam, innerSgd, maml, mamlPlusPlus, metaSgd, protoMaml, reptile } from '@assent/learners'
import * as layers from '@assent/models'
import { convNet, dense, flat, mlp, residual, sequential } from '@assent/models'
import { constant, sgd } from '@assent/optimizers'
import { table } from '@assent/tasks-tables'
import { tides } from '@assent/tasks-tides'
import { uniform } from '@assent/weightings'
import { describe, expect, it } from 'vitest'
import { openModelFile, writeModelFile } from '../src/index.js'
import { openModelFile as openLean } from '../src/lean.js'

const inner = innerSgd({ rate: 0.05 })
const backend = reference()

const thetaOf = (problem: Problem) =>
  initialState({ ...problem, weighting: uniform(), optimizer: sgd(constant(1)), tasksPerStep: 2, metaSteps: 1, seed: 3 })
    .parameters

const rng = createRng(9)
/** Six people, each of whom writes `down` and `up` at a height of their own. */
const strokes = Array.from({ length: 6 }, (_, person) =>
  ['down', 'up'].flatMap((label) =>
    Array.from({ length: 8 }, () => ({
      person: `p${person}`,
      label,
      a: person + rng.normal() / 9,
      b: (label === 'up' ? 5 : -5) + rng.normal(),
    })),
  ),
).flat()
const gestures = await table({
  from: strokes,
  task: 'person',
  inputs: ['a', 'b'],
  target: 'label',
  kind: 'classification',
  shots: 3,
  queries: 3,
})
const rooms = await table({
  from: strokes.map(({ person, a, b }) => ({ person, a, level: 100 + 20 * b })),
  ...{ task: 'person', inputs: ['a'], target: 'level', unit: 'm', shots: 3, queries: 3 },
})

const classes: Problem = { tasks: gestures, model: mlp({ sizes: [2, 6, 2] }), learner: maml({ inner, innerSteps: 2 }), backend }
const levels: Problem = {
  tasks: rooms,
  model: mlp({ sizes: [1, 6, 1], activation: 'tanh' }),
  learner: reptile({ inner, innerSteps: 2 }),
  backend,
}

describe('what is opened', () => {
  it('adapts and predicts as the trained model does, in the user’s units', async () => {
    const theta = thetaOf(levels)
    const { support, query } = sampleEpisode(levels, 1, 'test', 0)
    const direct = await adapt(levels, Float64Array.from(Float32Array.from(theta)), support, 2)
    const { inputs, targets } = rooms.preparation
    const model = openModelFile(writeModelFile(levels, theta), { backend })
    const [x, y] = [fromModel(inputs, support.x), fromModel(targets, support.y)]
    const task = await model.adapt({ x: Array.from(x, (value) => [value]), y: Array.from(y) })
    const asked = fromModel(inputs, query.x)
    for (const [place, value] of asked.entries()) {
      const [expected] = fromModel(targets, await direct.predict(toModel(inputs, [value])))
      const found = await task.predict([value])
      if (!('values' in found)) throw new Error('no values')
      expect(found.unit).toBe('m')
      expect(found.values[0], `query ${place}`).toBeCloseTo(Number(expected), 3)
    }
    expect(task.losses).toHaveLength(2)
  })

  it('names classes with their probabilities, learns, and comes back from bytes', async () => {
    const model = openModelFile(writeModelFile(classes, thetaOf(classes), { innerSteps: 20 }), { backend })
    const own = strokes.filter(({ person }) => person === 'p0')
    const examples = { x: own.slice(4, 12).map(({ a, b }) => [a, b]), y: own.slice(4, 12).map(({ label }) => label) }
    const task = await model.adapt(examples)
    expect(task.labels).toEqual(['down', 'up'])
    const found = await task.predict([0, 5])
    if (!('label' in found)) throw new Error('no label')
    expect(found.label).toBe('up')
    expect(found.probability).toBeGreaterThan(0.5)
    expect(Object.values(found.probabilities).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
    const again = model.reopen(task.save())
    expect(await again.predict([0, 5])).toEqual(found)
    expect(again.losses).toEqual(task.losses)
  })

  it('says what it earned, as an app would see it', async () => {
    const theta = thetaOf(classes)
    const evaluation = await evaluate(classes, theta, { episodes: 5, innerSteps: 3, seed: 1 })
    const { earned, about } = openModelFile(writeModelFile(classes, theta, { evaluation }), { backend })
    expect(earned).toMatchObject({
      episodes: 5,
      innerSteps: 3,
      mean: evaluation.steps[3]?.score.mean,
      metric: { name: 'accuracy' },
    })
    expect(about.innerSteps).toBe(3)
  })

  it('takes its classes from the examples where tasks are drawn anew', async () => {
    const { preparation: _, ...tasks } = gestures
    const model = openModelFile(writeModelFile({ ...classes, tasks: { ...tasks } }, thetaOf(classes)), { backend })
    const task = await model.adapt({
      x: [
        [0, 1],
        [0, -1],
      ],
      y: ['left', 'right'],
    })
    expect(task.labels).toEqual(['left', 'right'])
    await expect(model.adapt({ x: [[0, 1]], y: ['left'] })).rejects.toThrow(/examples of 2 classes, .*; found left/)
  })
})

describe('parts of ours', () => {
  const learners: readonly Learner[] = [
    maml({ inner, innerSteps: 2, batch: 3 }),
    fomaml({ inner: innerSgd({ rate: 0.1, clipNorm: 2 }), innerSteps: 1 }),
    reptile({ inner: innerAdam({ rate: 0.01 }), innerSteps: 2 }),
    ...[anil, boil, protoMaml].map((of) => of({ inner, innerSteps: 2 })),
    iMaml({ inner, innerSteps: 2, lambda: 2, conjugateSteps: 3 }),
    metaSgd({ innerSteps: 2, initialRate: 0.02 }),
    mamlPlusPlus({ innerSteps: 2, multiStepLoss: 5 }),
  ]
  it.each(learners.map((learner) => [learner.name, learner] as const))('%s comes back', async (_, learner) => {
    const problem = { ...classes, learner }
    const theta = thetaOf(problem)
    const { support } = sampleEpisode(problem, 1, 'test', 0)
    const direct = await adapt(problem, Float32Array.from(theta), support, 2)
    const model = openModelFile(writeModelFile(problem, theta), { backend })
    const { inputs, labels } = gestures.preparation
    const x = fromModel(inputs, support.x)
    const task = await model.adapt(
      {
        x: Array.from({ length: support.count }, (__, place) => [...x.subarray(2 * place, 2 * place + 2)]),
        y: Array.from({ length: support.count }, (__, place) => `${labels?.[support.y[2 * place] === 1 ? 0 : 1]}`),
      },
      2,
    )
    for (const [step, loss] of direct.losses.entries()) expect(task.losses[step]).toBeCloseTo(loss, 5)
  })

  const { activation, averagePooling, conv, globalPooling, gru, attention, maxPooling, norm, dropout, positions } = layers
  const models: readonly Model[] = [
    mlp({ sizes: [3, 4, 2], activation: 'tanh' }),
    convNet({ input: [8, 8, 1], classes: 3, blocks: 1, filters: 2, norm: 'task' }),
    sequential({
      input: [8, 8, 2],
      layers: [
        conv({ filters: 2, kernel: [3, 1], groups: 2 }),
        norm({ kind: 'group', groups: 2 }),
        activation('relu'),
        residual({ layers: [conv({ filters: 4 })], shortcut: [conv({ filters: 4, kernel: 1 })] }),
        ...[maxPooling({ size: [2, 1] }), averagePooling({ size: 2 }), dropout({ rate: 0.2 }), flat(), dense({ units: 3 })],
      ],
    }),
    sequential({
      input: [6, 4],
      layers: [positions(), attention({ heads: 2 }), gru({ units: 3, sequence: true }), globalPooling(), dense({ units: 2 })],
    }),
  ]
  it.each(models.map((model) => [model.name, model] as const))('%s comes back', (_, model) => {
    const [outputs = 0] = model.outputShape
    const tasks = { ...gestures, preparation: {}, inputShape: model.inputShape, targetShape: [outputs] }
    const problem = { ...classes, tasks, model }
    expect(openModelFile(writeModelFile(problem, thetaOf(problem)), { backend }).about.inputShape).toEqual(model.inputShape)
  })
})

it('a page may name the few parts that its model has', async () => {
  const bytes = writeModelFile(classes, thetaOf(classes))
  const parts = { models: { mlp }, learners: { maml }, inners: { innerSgd }, losses: { crossEntropy } }
  const [lean, full] = [openLean(bytes, { backend, parts }), openModelFile(bytes, { backend })]
  const examples = {
    x: [
      [0, 1],
      [0, -1],
    ],
    y: ['up', 'down'],
  }
  expect(await (await lean.adapt(examples)).predict([1, 1])).toEqual(await (await full.adapt(examples)).predict([1, 1]))
  expect(() => openLean(bytes, { backend, parts: { ...parts, learners: {} } })).toThrow(/a learner of ours \(\); found 'maml'/)
})

describe('fewer bytes', () => {
  it('are half and a quarter, within half a step of what was trained', () => {
    const problem = { ...levels, model: mlp({ sizes: [1, 64, 64, 1] }) }
    const theta = thetaOf(problem)
    const files = (['float32', 'float16', 'int8'] as const).map((precision) => writeModelFile(problem, theta, { precision }))
    const sizes = files.map((bytes) => bytes.length)
    expect(Number(sizes[1]) / Number(sizes[0])).toBeLessThan(0.6)
    expect(Number(sizes[2]) / Number(sizes[0])).toBeLessThan(0.4)
    const { tensors } = openFile('file', files[2] as Uint8Array, ['assent-model-1'], 'a model file', ['F32', 'I8'])
    const [scale] = tensors['scale/w1']?.values ?? []
    const own = theta.subarray(128, 128 + 64 * 64)
    for (const [place, value] of (tensors['theta/w1']?.values ?? []).entries()) {
      expect(Math.abs(value * Number(scale) - Number(own[place]))).toBeLessThanOrEqual(0.5001 * Number(scale))
    }
  })

  it('the net of the tides takes at most 12 kB as halves', async () => {
    const tasks = await tides()
    const problem = { ...levels, tasks, model: mlp({ sizes: [1, 64, 64, 1] }), learner: maml({ inner, innerSteps: 10 }) }
    const bytes = writeModelFile(problem, thetaOf(problem), { precision: 'float16' })
    expect(bytes.length).toBeLessThanOrEqual(12_000)
    expect(openModelFile(bytes, { backend }).about.innerSteps).toBe(10)
  })
})

describe('what is refused', () => {
  const bytes = writeModelFile(classes, thetaOf(classes))
  /** The file with another description, sealed as one who means harm would. */
  const edited = (edit: (note: ReturnType<typeof JSON.parse>) => void) => {
    const { metadata, tensors } = openFile('file', bytes, ['assent-model-1'], 'a model file')
    const note = JSON.parse(`${metadata.note}`)
    edit(note)
    return sealFile('file', 'assent-model-1', { note: JSON.stringify(note) }, tensors)
  }

  it.each<[string, () => unknown, RegExp]>([
    ['a changed byte', () => openModelFile(Uint8Array.from([...bytes.slice(0, -1), 77]), { backend }), /expected checksum/],
    ['half a file', () => openModelFile(bytes.slice(0, bytes.length / 2), { backend }), /\[model file\]/],
    [
      'a note that is none',
      () =>
        openModelFile(
          edited((note) => delete note.loss),
          { backend },
        ),
      /\[model file, loss\] expected what export writes; found/,
    ],
    [
      'another activation',
      () =>
        openModelFile(
          edited((note) => (note.model.settings.activation = 'sine')),
          { backend },
        ),
      /activation/,
    ],
    [
      'a wider net than θ',
      () =>
        openModelFile(
          edited((note) => (note.model.settings.sizes = [2, 7, 2])),
          { backend },
        ),
      /expected w0 of shape \[2,7\]; found \[2,6\]/,
    ],
    [
      'a net that no memory holds',
      () =>
        openModelFile(
          edited((note) => (note.model.settings.sizes = [2, 1e9, 2])),
          { backend },
        ),
      /expected w0 of shape/,
    ],
    [
      'a model that is not ours',
      () =>
        openModelFile(
          edited((note) => (note.model.name = 'toString')),
          { backend },
        ),
      /a model of ours .*; found 'toString'; hand in the model by value/,
    ],
    [
      'a learner that is not ours',
      () =>
        openModelFile(
          edited((note) => (note.learner.name = 'mine')),
          { backend },
        ),
      /a learner of ours .*; found 'mine'/,
    ],
    [
      'labels for other outputs',
      () =>
        openModelFile(
          edited((note) => (note.preparation.labels = ['a', 'b', 'c'])),
          { backend },
        ),
      /a preparation for inputs \[2\] and 2 outputs/,
    ],
    [
      'a deviation of 0',
      () =>
        openModelFile(
          edited((note) => (note.preparation.inputs.deviation = [0, 1])),
          { backend },
        ),
      /\[model file, preparation\]/,
    ],
    [
      'another model by value',
      () => openModelFile(bytes, { backend, model: mlp({ sizes: [2, 6, 2], activation: 'tanh' }) }),
      /model\.settings\.activation "relu", as it was trained with; found "tanh"/,
    ],
    ['an unknown option', () => openModelFile(bytes, { backend, modle: 1 } as never), /did you mean model\?/],
    [
      'a loss without a reading',
      () => writeModelFile({ ...classes, loss: { ...crossEntropy(), name: 'own' } }, thetaOf(classes)),
      /a loss among crossEntropy, squaredError, huber; found 'own'/,
    ],
    ['θ of another model', () => writeModelFile(classes, new Float32Array(3)), /expected 32 values/],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message)
  })

  it('a label that nobody knows, an input of another length, values that are not finite, a task of another model', async () => {
    const model = openModelFile(bytes, { backend })
    await expect(model.adapt({ x: [[1, 2]], y: ['sideways'] })).rejects.toThrow(
      /\[adapt, example 1\] expected a label among down, up; found 'sideways'/,
    )
    await expect(model.adapt({ x: [[1]], y: ['up'] })).rejects.toThrow(/example 1\] expected 2 values; found 1/)
    await expect(model.adapt({ x: [[1, Number.NaN]], y: ['up'] })).rejects.toThrow(/finite/)
    const task = await model.adapt({ x: [[1, 2]], y: ['up'] })
    await expect(task.predict([1])).rejects.toThrow(/expected 2 values; found 1/)
    await expect(task.predict([1, Number.NaN])).rejects.toThrow(/finite/)
    const other = openModelFile(writeModelFile(classes, thetaOf(classes), { innerSteps: 7 }), { backend })
    expect(() => other.reopen(task.save())).toThrow(/open it with the model that learned it/)
  })
})

// Files of every layer and model in ONNX Runtime, against what the models themselves predict in float64: as initialized, and
// after inner steps on a task.

import { sizeOf } from '@assent/autodiff'
import { type AdaptedModel, createRng, type Model, openModel, reference, squaredError, type Trained } from '@assent/core'
import { initialParameters } from '@assent/core/tools'
import { innerSgd, maml } from '@assent/learners'
import * as all from '@assent/models'
import { describe, expect, it } from 'vitest'
import { writeAdaptedOnnx, writeOnnx } from '../src/index.js'
import { expectClose } from './close.js'
import { layersInCases, models } from './models.js'
import { runFile, skipsRuntime } from './runtime.js'

it('every layer is in a case', () => {
  const { buildLayer: _, conv4, conv4Strided, convNet, mlp, sequential, ...layers } = all
  const names = new Set(Object.keys(layers))
  expect(names.size).toBeGreaterThan(10)
  expect(layersInCases).toEqual(names)
})

const trainedOf = (model: Model): Trained => ({
  model,
  learner: maml({ inner: innerSgd({ rate: 0.1 }), innerSteps: 1 }),
  loss: squaredError(),
  backend: reference(),
})

/** Numbers of order one, the same each time. */
const draw = (name: string, count: number) => {
  const rng = createRng(5, name)
  return Float32Array.from({ length: count }, () => rng.normal())
}

/** θ whose every parameter is moved from where it starts: biases from 0, scales from 1. */
function thetaOf(model: Model): Float64Array {
  const start = initialParameters(model, createRng(2), 'float32')
  const moves = draw('moves', start.length)
  return Float64Array.from(start, (value, place) => Math.fround(value + 0.3 * Number(moves[place])))
}

describe.skipIf(skipsRuntime).each(Object.entries(models))('%s', (_, model) => {
  const trained = trainedOf(model)
  const theta = thetaOf(model)
  const [inputs, outputs] = [sizeOf(model.inputShape), sizeOf(model.outputShape)]
  const support = { count: 4, x: draw('support', 4 * inputs), y: draw('targets', 4 * outputs) }
  const batch = model.transductive ? 1 : 3
  const asked = [1, 2].map((number) => draw(`asked ${number}`, batch * inputs))

  it('predicts before any step, where that says anything without support examples', async () => {
    const write = () => writeOnnx(trained, theta, { batch })
    if (model.statistics) return expect(write).toThrow(/expected a model that predicts without support examples; found one that/)
    await expectAnswers(write(), (await openModel(trained, theta).adapt(support, 0)).predict)
  })

  it('predicts once it was adapted', async () => {
    const adapted = await openModel(trained, theta).adapt(support, 2)
    expect(adapted.losses[1]).not.toBe(adapted.losses[0])
    await expectAnswers(writeAdaptedOnnx(trained, adapted, { batch }), adapted.predict)
  })

  async function expectAnswers(file: Uint8Array, predict: AdaptedModel['predict']) {
    for (const x of asked) {
      const expected = await predict(x)
      expect(new Set(expected).size).toBeGreaterThan(1)
      for (const level of ['disabled', 'all'] as const) {
        const { values } = await runFile(file, { x: { shape: [batch, ...model.inputShape], values: x } }, level)
        expect(values?.dims).toEqual([batch, ...model.outputShape])
        expectClose(level, values?.data, expected)
      }
    }
  }
})

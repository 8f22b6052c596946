// A model's predictions: their shape, what they depend on, and how head, features and statistics go together with them.

import { add, matMul, reshape, type Shape, sameShape, showShape, sizeOf, type Tensor } from '@assent/autodiff'
import type { Model } from '@assent/core'
import { expectClose, expectThat, relativeError } from '../check.js'
import { drawModelValues, modelProgram, predict, runModel } from './trial.js'

const counts = [1, 3, 7]

/** The shape that is declared, finite, and recorded the same whenever it is recorded. */
export async function checkPredictions(model: Model): Promise<void> {
  for (const count of counts) {
    const record = () => modelProgram(model, count, (tensors) => ({ y: predict(model, tensors) }))
    const program = record()
    const { y } = await runModel(program, drawModelValues(model, count, 0))
    const expected = [count, ...model.outputShape]
    const shape = program.outputs[0]?.shape as Shape
    const remedy = 'make outputShape say what apply gives'
    expectThat(sameShape(shape, expected), `predictions ${showShape(expected)} for ${count} inputs`, showShape(shape), remedy)
    expectThat(y?.every(Number.isFinite) === true, `finite predictions for ${count} inputs`, 'others', 'look for 1/0 and log 0')
    const same = JSON.stringify(record().nodes) === JSON.stringify(program.nodes)
    expectThat(same, 'the same computation each time it is recorded', 'another', 'keep no state between calls of apply')
  }
}

/** The first of seven predictions, alone and in company. */
export async function checkCompany(model: Model): Promise<void> {
  const together = await predictionsOf(model, 7)
  const size = sizeOf(model.inputShape)
  const width = sizeOf(model.outputShape)
  let largest = 0
  for (const place of [0, 3, 6]) {
    const values = drawModelValues(model, 7, 0)
    const own = { ...values, x: (values.x as Float64Array).slice(place * size, (place + 1) * size) }
    const alone = await predictionsOf(model, 1, own)
    largest = Math.max(largest, relativeError(alone, together.slice(place * width, (place + 1) * width), 1e-6))
  }
  const found = `a difference of ${largest.toExponential(1)}`
  if (model.transductive) {
    const remedy = 'declare transductive: false, so that nobody is warned of what does not happen'
    expectThat(largest > 1e-6, 'a transductive model to predict otherwise alone than in company', found, remedy)
  } else {
    const remedy = 'declare transductive: true, or take statistics from support'
    expectThat(largest < 1e-9, 'the same prediction alone and in company', found, remedy)
  }
}

async function predictionsOf(model: Model, count: number, values = drawModelValues(model, count, 0)): Promise<Float64Array> {
  const program = modelProgram(model, count, (tensors) => ({ y: predict(model, tensors) }))
  const { weights, ...own } = values
  const { y } = await runModel(program, {
    ...own,
    weights: (weights as Float64Array).slice(0, count * sizeOf(model.outputShape)),
  })
  return y as Float64Array
}

/** Statistics have the shapes that are declared, and predictions follow those that they are given. */
export async function checkStatistics(model: Model): Promise<void> {
  const { statistics, observe } = model
  expectThat(
    (statistics === undefined) === (observe === undefined),
    'statistics and observe together',
    `${statistics ? 'statistics' : 'observe'} alone`,
    'declare what observe finds, or leave both out',
  )
  if (!statistics || !observe) return
  const program = modelProgram(model, 3, ({ parameters, support, x }) => {
    const found = observe(parameters, support)
    return { ...Object.fromEntries(found.map((own, i) => [`s${i}`, own])), y: model.apply(parameters, x, { statistics: found }) }
  })
  const found = program.outputs.slice(0, -1).map(({ shape }) => showShape(shape))
  const expected = statistics.map(({ shape }) => showShape(shape))
  expectThat(
    found.join() === expected.join(),
    `statistics of shapes ${expected}`,
    `${found}`,
    'make statistics say what observe gives',
  )
  const values = drawModelValues(model, 3, 0)
  const own = await runModel(program, values)
  const other = await runModel(program, { ...values, support: (values.support as Float64Array).map((value) => 3 * value + 1) })
  expectThat(
    relativeError(own.y as Float64Array, other.y as Float64Array) > 1e-9,
    'predictions that follow the statistics they are given',
    'the same for other support examples',
    'use pass.statistics in apply, or declare none',
  )
}

/** `features · weight + bias` is what `apply` gives. */
export async function checkHead(model: Model): Promise<void> {
  const { head, features, parameters } = model
  if (!head) return
  const place = (name: string) => parameters.findIndex((own) => own.name === name)
  const [weight, bias] = [place(head.weight), place(head.bias)]
  const remedy = 'name the weight [features, outputs] and the bias [outputs] of the linear layer that predictions come from'
  expectThat(weight >= 0 && bias >= 0, `parameters ${head.weight} and ${head.bias}`, 'no such parameters', remedy)
  if (!features) return
  const outputs = sizeOf(model.outputShape)
  const program = modelProgram(model, 3, (tensors) => {
    const statistics = model.observe?.(tensors.parameters, tensors.support)
    const seen = features(tensors.parameters, tensors.x, statistics && { statistics })
    expectThat(seen.shape.length === 2 && seen.shape[0] === 3, 'features [3, …]', showShape(seen.shape), remedy)
    const [w, b] = [tensors.parameters[weight] as Tensor, tensors.parameters[bias] as Tensor]
    const fits = sameShape(w.shape, [seen.shape[1] as number, outputs]) && sameShape(b.shape, [outputs])
    expectThat(
      fits,
      `a head of ${seen.shape[1]} features and ${outputs} outputs`,
      `${showShape(w.shape)}, ${showShape(b.shape)}`,
      remedy,
    )
    return { byHead: add(matMul(seen, w), b), y: reshape(predict(model, tensors), [3, outputs]) }
  })
  const { byHead, y } = await runModel(program, drawModelValues(model, 3, 0))
  expectClose({
    what: 'features times the weight plus the bias',
    found: byHead as Float64Array,
    expected: y as Float64Array,
    tolerance: 1e-12,
    remedy,
  })
}

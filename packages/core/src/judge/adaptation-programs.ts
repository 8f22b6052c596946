// An adaptation in pieces that can be run one at a time, as often as wanted: begin, one step, finish, predict. The same
// recorded functions as in training.

import { type InputSpecification, type Program, type Shape, type Tensor, trace } from '@assent/autodiff'
import { type AdaptationState, type AdaptingTask, finishAdaptation } from '../contracts/adaptation.js'
import { metaParameters } from '../contracts/learner.js'
import { targetShapeOf } from '../contracts/loss.js'
import type { Model, Parameter } from '../contracts/model.js'
import type { Trained } from '../contracts/problem.js'
import { type NamedTensors, named, recordTask } from '../contracts/record-task.js'

export const metaPort = (name: string): string => `theta/${name}`
const parameterPort = (name: string): string => `parameter/${name}`
const memoryPort = (name: string): string => `memory/${name}`
const statisticPort = (name: string): string => `statistic/${name}`
export const coefficientPort = (index: number): string => `coefficient/${index}`

/** What an adapted model's values are called, and their shapes. */
export function adaptedPorts({ parameters, statistics = [] }: Model): readonly (readonly [port: string, shape: Shape])[] {
  return [
    ...parameters.map(({ name, shape }) => [parameterPort(name), shape] as const),
    ...statistics.map(({ name, shape }) => [statisticPort(name), shape] as const),
  ]
}

/** The pieces for one number of support examples. Ports of the same name hand values from one to the next. */
export interface AdaptationPrograms {
  /** From `theta/…`, `x`, `y` to the state. */
  readonly begin: Program
  /** From the state, `theta/…`, `x`, `y` and coefficients to the next state and `loss`, that before the step. */
  readonly step: Program
  /** From the state, `theta/…`, `x`, `y` to what predictions are made with: parameters and statistics. */
  readonly finish: Program
}

type Inputs = { readonly [port: string]: InputSpecification }

const perTask = (shape: Shape): InputSpecification => ({ shape, perTask: true })

function inputsFor(parameters: readonly Parameter[], port: (name: string) => string): Inputs {
  return Object.fromEntries(parameters.map(({ name, shape }) => [port(name), perTask(shape)]))
}

/** Records the pieces for `support` examples per task. */
export function adaptationPrograms(trained: Trained, support: number): AdaptationPrograms {
  const { model, learner, loss } = trained
  const { adaptation } = learner
  const given: Inputs = {
    ...Object.fromEntries(metaParameters(trained).map(({ name, shape }) => [metaPort(name), { shape, perTask: false }])),
    x: perTask([support, ...model.inputShape]),
    y: perTask([support, ...targetShapeOf(loss, model.outputShape)]),
  }
  const memory: Parameter[] = []
  const begin = trace(given, (tensors) => {
    const { task, examples } = read(trained, tensors)
    const state = adaptation.begin(task, examples)
    memory.push(...Object.entries(state.memory).map(([name, { shape }]) => ({ name, shape })))
    return stateOutputs(task, state)
  })
  const state = { ...given, ...inputsFor(model.parameters, parameterPort), ...inputsFor(memory, memoryPort) }
  const coefficients = (adaptation.coefficients?.(1) ?? []).map((_, index) => coefficientPort(index))
  const scalars = Object.fromEntries(coefficients.map((port) => [port, { shape: [], perTask: false }]))
  const step = trace({ ...state, ...scalars }, (tensors) => {
    const { task, examples } = read(trained, tensors)
    const before = stateOf(task, memory, tensors)
    const numbers = coefficients.map((port) => named(tensors, port))
    const next = adaptation.step(task, before, examples, numbers)
    return { ...stateOutputs(task, next), loss: task.loss(before.parameters, examples) }
  })
  const finish = trace(state, (tensors) => {
    const { task, examples } = read(trained, tensors)
    const parameters = finishAdaptation(adaptation, task, stateOf(task, memory, tensors), examples)
    return { ...outputsOf(task.names, parameters, parameterPort), ...statisticsOutputs(trained, parameters, examples.x) }
  })
  return { begin, step, finish }
}

/** Whether predictions need more than the parameters of the state. */
export function needsFinish({ model, learner }: Trained): boolean {
  return learner.adaptation.finish !== undefined || model.observe !== undefined
}

/** What stands around a model where it predicts. */
export interface AroundModel {
  /** Inputs as the model takes them, from those that are given. */
  prepare(x: Tensor): Tensor
  /** The program's outputs, from the model's. */
  answer(prediction: Tensor): NamedTensors
}

const nothingAround: AroundModel = { prepare: (x) => x, answer: (prediction) => ({ prediction }) }

/** Predictions for `count` inputs `x` from what the program `finish` gives, as `prediction` unless `around` answers. */
export function predictProgram({ model }: Pick<Trained, 'model'>, count: number, around = nothingAround): Program {
  const statistics = model.statistics ?? []
  const inputs = {
    x: perTask([count, ...model.inputShape]),
    ...inputsFor(model.parameters, parameterPort),
    ...inputsFor(statistics, statisticPort),
  }
  return trace<string>(inputs, (tensors) => {
    const all = (parameters: readonly Parameter[], port: (name: string) => string) =>
      parameters.map(({ name }) => named(tensors, port(name)))
    const pass = model.observe ? { statistics: all(statistics, statisticPort) } : {}
    const x = around.prepare(named(tensors, 'x'))
    return around.answer(model.apply(all(model.parameters, parameterPort), x, pass))
  })
}

function read(trained: Trained, tensors: NamedTensors) {
  const all = metaParameters(trained)
  const own = all.slice(trained.model.parameters.length).map(({ name }) => name)
  const meta = all.map(({ name }) => named(tensors, metaPort(name)))
  return { task: recordTask(trained, meta, own), examples: { x: named(tensors, 'x'), y: named(tensors, 'y') } }
}

function stateOf({ names }: AdaptingTask, memory: readonly Parameter[], tensors: NamedTensors): AdaptationState {
  return {
    parameters: names.map((name) => named(tensors, parameterPort(name))),
    memory: Object.fromEntries(memory.map(({ name }) => [name, named(tensors, memoryPort(name))])),
  }
}

function stateOutputs({ names }: AdaptingTask, { parameters, memory }: AdaptationState): NamedTensors {
  const remembered = Object.entries(memory).map(([name, tensor]) => [memoryPort(name), tensor] as const)
  return { ...outputsOf(names, parameters, parameterPort), ...Object.fromEntries(remembered) }
}

function outputsOf(names: readonly string[], tensors: readonly Tensor[], port: (name: string) => string): NamedTensors {
  return Object.fromEntries(tensors.map((tensor, place) => [port(names[place] ?? ''), tensor]))
}

function statisticsOutputs({ model }: Trained, parameters: readonly Tensor[], x: Tensor): NamedTensors {
  const names = (model.statistics ?? []).map(({ name }) => name)
  return model.observe ? outputsOf(names, model.observe(parameters, x), statisticPort) : {}
}

// The inner loop after training: the same inner steps on new tasks, one step per call, as many as wanted.

import {
  type Backend,
  type Executable,
  type FloatArray,
  fail,
  type InputSpecification,
  type Program,
  type Tensor,
  trace,
} from '@assent/autodiff'
import { innerStep } from '../contracts/inner-optimizer.js'
import { type Model, splitParameters } from '../contracts/model.js'
import { checkWhole, lossOf, type Problem } from '../contracts/problem.js'
import type { Examples } from '../contracts/task-source.js'
import { checkExamples } from '../train/sample.js'

const parameterPort = (name: string): string => `parameter/${name}`
const slotPort = (name: string, slot: string): string => `slot/${slot}/${name}`
const coefficientPort = (index: number): string => `coefficient/${index}`

function perTask(shape: readonly number[]): InputSpecification {
  return { shape, perTask: true }
}

function parameterInputs({ parameters }: Model): { [port: string]: InputSpecification } {
  return Object.fromEntries(parameters.map(({ name, shape }) => [parameterPort(name), perTask(shape)]))
}

/** One inner step on `count` support examples: parameters and slots in, the same out, and the loss before the step. */
export function stepProgram(problem: Problem, count: number): Program {
  const { model, tasks, learner } = problem
  const { inner } = learner
  const slots = model.parameters.flatMap(({ name, shape }) => inner.slots.map((slot) => [slotPort(name, slot), perTask(shape)]))
  const coefficients = inner.coefficients(1).map((_, index) => coefficientPort(index))
  const inputs: { [port: string]: InputSpecification } = {
    ...parameterInputs(model),
    ...Object.fromEntries(slots),
    ...Object.fromEntries(coefficients.map((port) => [port, { shape: [], perTask: false }])),
    x: perTask([count, ...tasks.inputShape]),
    y: perTask([count, ...tasks.targetShape]),
  }
  return trace(inputs, (tensors) => {
    const tensor = (port: string) => tensors[port] as Tensor
    const names = model.parameters.map(({ name }) => name)
    const state = {
      parameters: names.map((name) => tensor(parameterPort(name))),
      slots: names.map((name) => inner.slots.map((slot) => tensor(slotPort(name, slot)))),
    }
    const loss = lossOf(problem)(state.parameters, { x: tensor('x'), y: tensor('y') })
    const next = innerStep(inner, state, loss, coefficients.map(tensor), names)
    const outputs: { [port: string]: Tensor } = { loss }
    for (const [p, name] of names.entries()) {
      outputs[parameterPort(name)] = next.parameters[p] as Tensor
      for (const [s, slot] of inner.slots.entries()) outputs[slotPort(name, slot)] = next.slots[p]?.[s] as Tensor
    }
    return outputs
  })
}

/** Predictions for `count` examples. */
export function predictProgram(model: Model, count: number): Program {
  const inputs: { [port: string]: InputSpecification } = { ...parameterInputs(model), x: perTask([count, ...model.inputShape]) }
  return trace(inputs, (tensors) => {
    const parameters = model.parameters.map(({ name }) => tensors[parameterPort(name)] as Tensor)
    return { prediction: model.apply(parameters, tensors.x as Tensor) }
  })
}

/** Parameters of some tasks on their way: one inner step per call. */
export interface Adaptation {
  /** Puts every task at `theta`, with fresh optimizer state. */
  restart(theta: FloatArray): void
  /** One inner step on every task's support examples; returns each task's loss before it. */
  step(x: FloatArray, y: FloatArray): Promise<number[]>
  /** Gives the current parameters of all tasks to an executable that takes them as inputs. */
  writeParameters(to: Executable): void
  /** The current values of each parameter, `[tasks, …shape]` flat. */
  readonly parameters: readonly FloatArray[]
  dispose(): void
}

/** Compiles inner steps for `tasks` tasks with `count` support examples each. */
export async function openAdaptation(problem: Problem, tasks: number, count: number): Promise<Adaptation> {
  const { model, learner, backend } = problem
  const program = stepProgram(problem, count)
  const executable = await backend.compile(program, tasks)
  const carried = program.outputs.filter(({ name }) => name !== 'loss').map(({ name }) => name)
  const values = new Map<string, FloatArray>()
  let done = 0
  return {
    restart: (theta) => {
      done = 0
      for (const [p, initial] of splitParameters(model, theta).entries()) {
        const name = model.parameters[p]?.name as string
        values.set(parameterPort(name), repeat(initial, tasks))
        for (const slot of learner.inner.slots) values.set(slotPort(name, slot), repeat(initial.slice().fill(0), tasks))
      }
    },
    step: async (x, y) => {
      done++
      for (const [port, array] of values) executable.write(port, array)
      for (const [index, value] of learner.inner.coefficients(done).entries()) executable.write(coefficientPort(index), [value])
      executable.write('x', x)
      executable.write('y', y)
      await executable.run()
      const losses = Array.from(await executable.read('loss'))
      for (const port of carried) values.get(port)?.set(await executable.read(port))
      return losses
    },
    writeParameters: (to) => {
      for (const { name } of model.parameters) to.write(parameterPort(name), values.get(parameterPort(name)) as FloatArray)
    },
    get parameters() {
      return model.parameters.map(({ name }) => values.get(parameterPort(name)) as FloatArray)
    },
    dispose: () => executable.dispose(),
  }
}

function repeat(values: FloatArray, times: number): FloatArray {
  const all = values instanceof Float64Array ? new Float64Array(values.length * times) : new Float32Array(values.length * times)
  for (let time = 0; time < times; time++) all.set(values, time * values.length)
  return all
}

/** A model that has learned one new task. */
export interface AdaptedModel {
  /** The loss on the support examples before each inner step. */
  readonly losses: readonly number[]
  /** Each parameter's values, flat, in the model's order. */
  readonly parameters: readonly FloatArray[]
  /** Predictions `[count, …targetShape]` flat, for inputs `[count, …inputShape]` flat. */
  predict(x: FloatArray): Promise<FloatArray>
}

/**
 * Learns one new task from a few examples: `steps` inner steps from `theta`, on the problem's backend.
 *
 * @throws AssentError when the examples do not fit the model or are not finite, or when the loss does not stay finite
 */
export async function adapt(problem: Problem, theta: FloatArray, support: Examples, steps: number): Promise<AdaptedModel> {
  checkExamples('adapt, support', problem.tasks, support)
  checkWhole('adapt', 'steps', steps, 0)
  const adaptation = await openAdaptation(problem, 1, support.count)
  const losses: number[] = []
  try {
    adaptation.restart(theta)
    for (let step = 0; step < steps; step++) {
      const [loss] = (await adaptation.step(support.x, support.y)) as [number]
      if (!Number.isFinite(loss))
        fail(`adapt, step ${step + 1}`, 'a finite loss', `${loss}`, 'take fewer steps or a smaller inner rate')
      losses.push(loss)
    }
  } finally {
    adaptation.dispose()
  }
  const predict = (x: FloatArray) => predictOnce(problem.backend, problem.model, adaptation, x)
  return { losses, parameters: adaptation.parameters, predict }
}

async function predictOnce(backend: Backend, model: Model, adaptation: Adaptation, x: FloatArray): Promise<FloatArray> {
  const size = model.inputShape.reduce((product, length) => product * length, 1)
  if (x.length === 0 || x.length % size !== 0) {
    fail('predict', `inputs of ${size} values each`, `${x.length} values`, 'join whole examples')
  }
  const executable = await backend.compile(predictProgram(model, x.length / size), 1)
  try {
    adaptation.writeParameters(executable)
    executable.write('x', x)
    await executable.run()
    return (await executable.read('prediction')).slice()
  } finally {
    executable.dispose()
  }
}

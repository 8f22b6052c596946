// The tasks and the net that learners are tried on: small enough for finite differences, and curved.

import {
  add,
  type FloatArray,
  type InputSpecification,
  matMul,
  meanSquaredError,
  reference,
  type Tensor,
  tanh,
  trace,
} from '@assent/autodiff'
import {
  type Assignment,
  createRng,
  type Examples,
  inProcess,
  type Learner,
  type Model,
  type Problem,
  parameterCount,
  splitParameters,
  type TaskSource,
} from '@assent/core'
import { runProgram } from '../differentiate.js'

const SUPPORT = 5
const QUERY = 4

const model: Model = {
  name: 'small net',
  settings: {},
  inputShape: [2],
  outputShape: [1],
  transductive: false,
  parameters: [
    { name: 'w0', shape: [2, 4] },
    { name: 'b0', shape: [4] },
    { name: 'w1', shape: [4, 1] },
  ],
  initialize: (rng) => [8, 4, 4].map((length) => Array.from({ length }, () => rng.normal())),
  apply: (parameters, inputs) => {
    const [w0, b0, w1] = parameters as [Tensor, Tensor, Tensor]
    return matMul(tanh(add(matMul(inputs, w0), b0)), w1)
  },
}

/** The examples of task 0, 1, 2 … */
export function examplesOf(task: number, part: 'support' | 'query'): Examples {
  const count = part === 'support' ? SUPPORT : QUERY
  const rng = createRng(task, part)
  const x = Float64Array.from({ length: 2 * count }, () => rng.normal())
  const y = Float64Array.from({ length: count }, (_, i) => Math.sin((x[2 * i] as number) + task) + 0.3 * (x[2 * i + 1] as number))
  return { count, x, y }
}

const tasks: TaskSource = {
  name: 'bent planes',
  settings: {},
  kind: 'regression',
  inputShape: [2],
  targetShape: [1],
  metric: { name: 'meanSquaredError', unit: '' },
  baselines: [],
  episodeSize: () => ({ support: SUPPORT, query: QUERY }),
  sample: (_split, rng) => {
    const task = rng.integer(1000)
    return { id: `plane ${task}`, support: examplesOf(task, 'support'), query: examplesOf(task, 'query') }
  },
}

/** The θ that learners start from. */
export function drawTheta(): Float64Array {
  const rng = createRng(2, 'theta')
  return Float64Array.from({ length: parameterCount(model) }, () => 0.7 * rng.normal())
}

/** Mean squared error of the net on examples, by a program that no learner has a part in. */
export async function lossAt(theta: FloatArray, { count, x, y }: Examples): Promise<number> {
  const inputs: { [name: string]: InputSpecification } = {
    x: { shape: [count, 2], perTask: true },
    y: { shape: [count, 1], perTask: true },
  }
  for (const { name, shape } of model.parameters) inputs[name] = { shape, perTask: false }
  const program = trace(inputs, (tensors) => {
    const parameters = model.parameters.map(({ name }) => tensors[name] as Tensor)
    return { loss: meanSquaredError(model.apply(parameters, tensors.x as Tensor), tensors.y as Tensor) }
  })
  const values = splitParameters(model, theta).map((value, p) => [model.parameters[p]?.name as string, value])
  const { loss } = await runProgram(reference(), program, 1, { ...Object.fromEntries(values), x, y })
  return loss?.[0] as number
}

export interface ProposedRows {
  readonly updates: readonly FloatArray[]
  readonly displacements: readonly FloatArray[]
  readonly queryLosses: readonly number[]
}

/** What a learner proposes for these tasks from `theta`, in float64. */
export async function propose(learner: Learner, of: readonly number[], theta: Float64Array): Promise<ProposedRows> {
  const problem: Problem = { tasks, model, learner, backend: reference() }
  const session = await inProcess().open(problem, of.length)
  const proposals = await session.propose(
    theta,
    of.map((task) => assign(learner, task)),
  )
  const rowsOf = async (rows: typeof proposals.updates) => Promise.all(of.map((_, row) => rows.combine([1], row)))
  const [updates, displacements] = [await rowsOf(proposals.updates), await rowsOf(proposals.displacements)]
  session.close()
  return { updates, displacements, queryLosses: proposals.queryLosses }
}

/** Minibatches, where the learner wants them, go round the support examples. */
function assign({ batch, steps }: Learner, task: number): Assignment {
  const episode = { id: `plane ${task}`, support: examplesOf(task, 'support'), query: examplesOf(task, 'query') }
  if (batch === undefined) return { episode, minibatches: undefined }
  const minibatches = Array.from({ length: steps }, (_, step) =>
    Array.from({ length: batch }, (_, place) => (step * batch + place) % SUPPORT),
  )
  return { episode, minibatches }
}

/** Central differences of a loss in every entry of θ. */
export async function differences(theta: Float64Array, loss: (theta: Float64Array) => Promise<number>): Promise<Float64Array> {
  const step = 1e-5
  const found = new Float64Array(theta.length)
  for (const i of theta.keys()) {
    const moved = async (by: number) => loss(theta.map((value, at) => (at === i ? value + by : value)))
    found[i] = ((await moved(step)) - (await moved(-step))) / (2 * step)
  }
  return found
}

// What every learner must do, on the float64 reference: its proposal against finite differences of the losses themselves.

import { add, type FloatArray, matMul, reference, type Tensor, tanh } from '@assent/autodiff'
import { createRng, inProcess, type Learner, type Model, type Problem, parameterCount, type TaskSource } from '@assent/core'
import { type Check, describeChecks, expectClose, expectThat } from './check.js'

/** What a learner proposes, for the suite to hold it to. */
export interface LearnerClaims {
  /**
   * `meta-gradient`: the derivative of the query loss after the inner loop, in θ. `query-gradient`: that of the query loss
   * in θᵢ. `displacement`: θ − θᵢ.
   */
  readonly proposes: 'meta-gradient' | 'query-gradient' | 'displacement'
}

const TASKS = 3

/** Runs the conformance suite of a learner under vitest. It must use all support examples in each inner step. */
export function describeLearner(learner: Learner, claims: LearnerClaims): void {
  describeChecks(`learner ${learner.name}`, learnerChecks(learner, claims))
}

/** The suite's checks by themselves. */
export function learnerChecks(learner: Learner, { proposes }: LearnerClaims): Check[] {
  return [
    {
      name: `proposes its ${proposes}`,
      run: async () => {
        const { theta, updates, displacements } = await propose(learner)
        for (let task = 0; task < TASKS; task++) {
          const displacement = displacements[task] as FloatArray
          const expected = {
            displacement: async () => displacement,
            'query-gradient': async () =>
              differences(
                theta.map((value, i) => value - (displacement[i] as number)),
                (at) => queryLoss(at, task),
              ),
            'meta-gradient': async () => differences(theta, async (at) => lossAfter(learner, at, task)),
          }[proposes]
          expectClose(
            `the ${proposes} of task ${task}`,
            updates[task] as FloatArray,
            await expected(),
            proposes === 'displacement' ? 1e-12 : 1e-5,
          )
        }
      },
    },
    {
      name: 'proposes the same for each task, whatever stands beside it',
      run: async () => {
        const { updates } = await propose(learner)
        for (let task = 0; task < TASKS; task++) {
          const alone = await propose(learner, [task])
          expectClose(`task ${task} alone`, alone.updates[0] as FloatArray, updates[task] as FloatArray, 1e-12)
        }
      },
    },
    {
      name: 'learns: support loss falls along its displacement',
      run: async () => {
        const { theta, displacements } = await propose(learner)
        for (let task = 0; task < TASKS; task++) {
          const adapted = theta.map((value, i) => value - (displacements[task]?.[i] as number))
          const [before, after] = [await supportLoss(theta, task), await supportLoss(adapted, task)]
          expectThat(after < before, `a support loss below ${before} after the inner loop`, `${after}`)
        }
      },
    },
  ]
}

/** A net of one hidden layer: small enough for finite differences, and curved. */
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

function exampleTasks(order: readonly number[]): TaskSource {
  let dealt = 0
  const examples = (task: number, part: string, count: number) => {
    const rng = createRng(task, part)
    const x = Float64Array.from({ length: 2 * count }, () => rng.normal())
    const y = Float64Array.from(
      { length: count },
      (_, i) => Math.sin((x[2 * i] as number) + task) + 0.3 * (x[2 * i + 1] as number),
    )
    return { count, x, y }
  }
  return {
    name: 'bent planes',
    settings: {},
    kind: 'regression',
    inputShape: [2],
    targetShape: [1],
    metric: { name: 'meanSquaredError', unit: '' },
    baselines: [],
    episodeSize: () => ({ support: 5, query: 4 }),
    sample: () => {
      const task = order[dealt++ % order.length] as number
      return { id: `plane ${task}`, support: examples(task, 'support', 5), query: examples(task, 'query', 4) }
    },
  }
}

const allTasks = Array.from({ length: TASKS }, (_, task) => task)

function thetaOf(): Float64Array {
  const rng = createRng(2, 'theta')
  return Float64Array.from({ length: parameterCount(model) }, () => 0.7 * rng.normal())
}

interface ProposedRows {
  readonly theta: Float64Array
  readonly updates: readonly FloatArray[]
  readonly displacements: readonly FloatArray[]
  readonly queryLosses: readonly number[]
  readonly supportLosses: readonly number[]
}

async function propose(
  learner: Learner,
  order: readonly number[] = allTasks,
  theta: Float64Array = thetaOf(),
): Promise<ProposedRows> {
  const tasks = exampleTasks(order)
  const problem: Problem = { tasks, model, learner, backend: reference() }
  const session = await inProcess().open(problem, order.length)
  const assignments = order.map(() => ({ episode: tasks.sample('train', createRng(0)), minibatches: undefined }))
  const { updates, displacements, queryLosses, supportLosses } = await session.propose(theta, assignments)
  const rowsOf = async (rows: typeof updates) =>
    Promise.all(order.map((_, row) => rows.combine(order.map((_, i) => (i === row ? 1 : 0)))))
  const result = { theta, updates: await rowsOf(updates), displacements: await rowsOf(displacements), queryLosses, supportLosses }
  session.close()
  return result
}

async function lossAfter(learner: Learner, theta: Float64Array, task: number): Promise<number> {
  return (await propose(learner, [task], theta)).queryLosses[0] as number
}

/** A learner that stays where it is: its losses are those at θ. */
const still: Learner = {
  name: 'still',
  settings: {},
  order: 1,
  steps: 1,
  batch: undefined,
  agreeOn: 'displacement',
  inner: {
    name: 'none',
    settings: {},
    slots: [],
    differentiable: true,
    coefficients: () => [],
    update: (parameter) => ({ parameter, slots: [] }),
  },
  propose: ({ theta }) => ({ adapted: theta, update: theta }),
}

async function queryLoss(theta: Float64Array, task: number): Promise<number> {
  return lossAfter(still, theta, task)
}

async function supportLoss(theta: Float64Array, task: number): Promise<number> {
  return (await propose(still, [task], theta)).supportLosses[0] as number
}

async function differences(theta: Float64Array, loss: (theta: Float64Array) => Promise<number>): Promise<Float64Array> {
  const step = 1e-5
  const found = new Float64Array(theta.length)
  for (const i of theta.keys()) {
    const moved = async (by: number) => loss(theta.map((value, at) => (at === i ? value + by : value)))
    found[i] = ((await moved(step)) - (await moved(-step))) / (2 * step)
  }
  return found
}

// Every value of a golden file against what the public pipeline computes: the worst relative error of each kind.

import {
  type Backend,
  defineWeighting,
  type Experiment,
  type GramAgreement,
  type OuterOptimizer,
  type StepEvent,
  type Weighting,
} from '@assent/core'
import { inProcess, metaStep, type Session } from '@assent/core/tools'
import { uniform } from '@assent/weightings'
import { goldenLearner, goldenModel, goldenTasks, goldenWeighting, learnerNames, type Roles } from './compose.js'
import type { Expected, ExpectedTask, GoldenFile } from './format.js'

/** The largest error found for one kind of value, relative to its vector's norm. */
export interface Finding {
  readonly value: string
  readonly error: number
  readonly tolerance: number
}

/** Relative to the norm of the whole vector: biases before batch norm have a gradient of zero. */
function relativeError(found: ArrayLike<number>, expected: readonly number[]): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY
  const distance = Math.hypot(...expected.map((value, i) => value - (found[i] as number)))
  const norm = Math.hypot(...expected)
  return norm === 0 ? distance : distance / norm
}

/** A meta-step that keeps its direction: θ stays where it is. */
interface Bench {
  step(weighting: Weighting): Promise<{ event: StepEvent; direction: ArrayLike<number> }>
  close(): void
}

async function openBench(file: GoldenFile, backend: Backend, learner: Experiment['learner'], roles: Roles): Promise<Bench> {
  let direction: ArrayLike<number> = []
  const optimizer: OuterOptimizer = {
    name: 'keep-direction',
    settings: {},
    schedule: { name: 'none', settings: {}, rate: () => 0 },
    slots: [],
    update: (_parameters, found) => {
      direction = found.slice()
    },
  }
  const tasksPerStep = file.tasks.length
  const problem = { tasks: goldenTasks(file, roles), model: goldenModel(file), learner, backend }
  const session: Session = await inProcess().open(problem, tasksPerStep)
  const theta = file.params.flatMap(({ data }) => data)
  const parameters = backend.precision === 'float64' ? Float64Array.from(theta) : Float32Array.from(theta)
  return {
    step: async (weighting) => {
      const run: Experiment = { ...problem, weighting, optimizer, tasksPerStep, metaSteps: 1, seed: 0 }
      const event = await metaStep(run, session, { step: 0, parameters, slots: [] })
      return { event, direction }
    },
    close: () => session.close(),
  }
}

/** Puts all weight on one task, so that the direction is that task's own update. */
function only(task: number): Weighting {
  return defineWeighting({
    name: 'only',
    needs: 'losses',
    weigh: ({ tasks }) => Array.from({ length: tasks }, (_, i) => (i === task ? 1 : 0)),
  })
}

/** Checks one file on one backend. */
export async function checkFile(file: GoldenFile, backend: Backend): Promise<Finding[]> {
  const worst = new Map<string, Finding>()
  const exact = backend.precision === 'float64'
  const compare = (value: string, found: ArrayLike<number>, expected: readonly number[], tolerance: number) => {
    const error = relativeError(found, expected)
    const known = worst.get(value)
    if (!known || !(error <= known.error)) worst.set(value, { value, error, tolerance })
  }
  const vectors = exact ? 1e-9 : 1e-4
  const votes = exact ? 1e-9 : 1e-3
  for (const expected of file.expected) {
    await checkLosses(file, backend, expected, (value, found, wanted) => compare(value, found, wanted, vectors))
    for (const name of learnerNames) {
      if (!expected.direction.uniform?.[name]) continue
      const bench = await openBench(file, backend, goldenLearner(file, name, expected.steps), 'as given')
      const update = ({ reptile: 'displacement', fomaml: 'fomamlGradient', maml: 'mamlGradient' } as const)[name]
      for (const [task, values] of expected.tasks.entries()) {
        compare(update, (await bench.step(only(task))).direction, values[update] as readonly number[], vectors)
      }
      let seen: GramAgreement | undefined
      const look = defineWeighting({
        name: 'look',
        needs: 'gram',
        agreeOn: 'displacement',
        weigh: (agreement) => {
          seen = agreement
          return uniform().weigh(agreement)
        },
      })
      await bench.step(look)
      compare('gram', (seen as GramAgreement | undefined)?.gram.flat() ?? [], expected.gram.flat(), votes)
      compare('scores', (seen as GramAgreement | undefined)?.scores ?? [], expected.scores, votes)
      for (const [weighting, weights] of Object.entries(expected.weights)) {
        const { event, direction } = await bench.step(goldenWeighting(weighting))
        compare('weights', event.weights, weights, votes)
        compare('direction', direction, expected.direction[weighting]?.[name] as readonly number[], vectors)
      }
      bench.close()
    }
  }
  return [...worst.values()]
}

/** Losses that training reports, and with the roles swapped also those that it does not. */
async function checkLosses(
  file: GoldenFile,
  backend: Backend,
  { steps, tasks }: Expected,
  compare: (value: string, found: readonly number[], expected: readonly number[]) => void,
): Promise<void> {
  const learner = goldenLearner(file, 'reptile', steps)
  const losses: readonly [Roles, 'supportLosses' | 'queryLosses', keyof ExpectedTask][] = [
    ['as given', 'supportLosses', 'supportLossBefore'],
    ['as given', 'queryLosses', 'queryLossAfter'],
    ['query as support', 'supportLosses', 'queryLossBefore'],
    ['support as query', 'queryLosses', 'supportLossAfter'],
  ]
  for (const [roles, reported, expected] of losses) {
    const bench = await openBench(file, backend, learner, roles)
    const { event } = await bench.step(uniform())
    compare(
      'losses',
      event[reported],
      tasks.map((task) => task[expected] as number),
    )
    bench.close()
  }
}

// In the page: meta-steps of trainings of several sizes, alone and over web workers, by turns.

import { simd } from '@assent/backend-simd'
import { createRng, initialState, type Learner, type Model, metaTrain, nWay, type TaskSource } from '@assent/core'
import { fomaml, innerSgd, maml, reptile } from '@assent/learners'
import { convNet, mlp } from '@assent/models'
import { adam } from '@assent/optimizers'
import { sinusoid } from '@assent/tasks-sinusoid'
import { uniform } from '@assent/weightings'
import { webWorkers } from '../src/web/index.js'

interface Size {
  readonly name: string
  readonly tasks: TaskSource
  readonly model: Model
  readonly learner: Learner
  /** Meta-steps of one turn. */
  readonly steps: number
}

const inner = innerSgd({ rate: 0.01 })
const waves = sinusoid({ shots: 10, queries: 10 })

/** Images of noise: what is in them changes no time. */
const images = (side: number) => {
  const noise = Array.from({ length: 5 }, (_, index) => ({
    name: `noise ${index}`,
    count: 20,
    copy: (example: number, into: Float32Array) => {
      const rng = createRng(index, 'noise', example)
      for (let i = 0; i < into.length; i++) into[i] = rng.normal()
    },
  }))
  const shots = { shots: 1, queries: 5, trainShots: 1, trainQueries: 5 }
  const classes = { train: noise, validation: noise, test: noise }
  return nWay({ name: 'noise', settings: {}, inputShape: [side, side, 1], classes, ways: 5, shots })
}

const images28 = (name: string, blocks: number, filters: number, steps: number): Size => ({
  name,
  tasks: images(28),
  model: convNet({ input: [28, 28, 1], classes: 5, blocks, filters }),
  learner: fomaml({ inner, innerSteps: 1 }),
  steps,
})

const wide = (width: number, innerSteps: number, steps: number): Size => ({
  name: `MAML, ${innerSteps} step${innerSteps === 1 ? '' : 's'}, waves, 1–${width}–${width}–1`,
  tasks: waves,
  model: mlp({ sizes: [1, width, width, 1], activation: 'tanh' }),
  learner: maml({ inner, innerSteps }),
  steps,
})

const sizes: readonly Size[] = [
  wide(40, 1, 200),
  {
    name: 'Reptile, 5 steps, waves, 1–40–40–1',
    tasks: waves,
    model: mlp({ sizes: [1, 40, 40, 1], activation: 'tanh' }),
    learner: reptile({ inner, innerSteps: 5 }),
    steps: 200,
  },
  wide(160, 1, 40),
  wide(80, 5, 60),
  wide(160, 10, 20),
  images28('FOMAML, 1 step, 28 × 28, 2 blocks of 8 filters', 2, 8, 30),
  images28('FOMAML, 1 step, 28 × 28, 4 blocks of 32 filters', 4, 32, 10),
]

const executorOf = (workers: number) => webWorkers({ worker: () => new Worker('/worker.js?simd', { type: 'module' }), workers })

/** Milliseconds of each meta-step of one turn, after two that compile. */
async function timeTurn({ name: _, steps, ...parts }: Size, workers: number): Promise<readonly number[]> {
  const backend = await simd()
  const run = { ...parts, weighting: uniform(), optimizer: adam(0.001), backend, tasksPerStep: 25, metaSteps: steps + 2, seed: 1 }
  const state = initialState(run)
  const times: number[] = []
  let last = performance.now()
  for await (const { step } of metaTrain(run, { state, ...(workers > 0 && { executor: executorOf(workers) }) })) {
    const now = performance.now()
    if (step > 2) times.push(now - last)
    last = now
  }
  return times
}

const questions = {
  names: sizes.map(({ name }) => name),
  time: (size: number, workers: number) => timeTurn(sizes[size] as Size, workers),
}

declare global {
  var bench: typeof questions
}

globalThis.bench = questions

// One run on every backend: the same seed gives the same numbers, to rounding; on one backend, the same bytes.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type Backend, type Experiment, initialState, type Learner, metaTrain, type TrainingState } from '@assent/core'
import { backends, isPassedOver } from '@assent/golden'
import { fomaml, innerAdam, innerSgd, maml, reptile } from '@assent/learners'
import { convNet, mlp } from '@assent/models'
import { adam } from '@assent/optimizers'
import { sinusoid } from '@assent/tasks-sinusoid'
import { gradientAgreement } from '@assent/weightings'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { stripes } from './stripes.js'

const names = Object.keys(backends).filter((name) => name !== 'reference')
const opened: { [name: string]: Backend } = {}

beforeAll(async () => {
  for (const [name, open] of Object.entries(backends)) if (!isPassedOver(name)) opened[name] = await open()
})

const learners: { readonly [name: string]: Learner } = {
  maml: maml({ inner: innerSgd({ rate: 0.01 }), innerSteps: 2 }),
  fomaml: fomaml({ inner: innerSgd({ rate: 0.01 }), innerSteps: 2 }),
  'reptile with Adam and minibatches': reptile({ inner: innerAdam({ rate: 0.01 }), innerSteps: 3, batch: 4 }),
}

function sineRun(learner: Learner, backend: string, steps: number): Experiment {
  return {
    tasks: sinusoid(),
    model: mlp({ sizes: [1, 16, 16, 1], activation: 'tanh' }),
    learner,
    weighting: gradientAgreement(),
    optimizer: adam(0.001),
    backend: opened[backend] as Backend,
    tasksPerStep: 5,
    metaSteps: steps,
    seed: 11,
  }
}

function imageRun(backend: string): Experiment {
  return {
    tasks: stripes(),
    model: convNet({ input: [8, 8, 1], classes: 3, blocks: 2, filters: 4 }),
    learner: maml({ inner: innerSgd({ rate: 0.05 }), innerSteps: 1 }),
    weighting: gradientAgreement(),
    optimizer: adam(0.001),
    backend: opened[backend] as Backend,
    tasksPerStep: 3,
    metaSteps: 1,
    seed: 12,
  }
}

async function train(run: Experiment): Promise<{ state: TrainingState; losses: number[] }> {
  const state = initialState(run)
  const losses: number[] = []
  for await (const { queryLosses } of metaTrain(run, { state })) losses.push(queryLosses.reduce((sum, loss) => sum + loss, 0))
  return { state, losses }
}

/** Workers start without --expose-gc; a new context made after setting the flag has it. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
}

/** Largest difference of two vectors, relative to the norm of the first. */
function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const distance = Math.hypot(...Array.from(a, (value, i) => value - (b[i] as number)))
  return distance / Math.hypot(...Array.from(a))
}

describe.each(names)('%s beside the reference', (name) => {
  beforeEach(({ skip }) => skip(isPassedOver(name), 'not installed'))

  it.each(Object.keys(learners))('takes the same meta-step: %s', async (learner) => {
    const expected = await train(sineRun(learners[learner] as Learner, 'reference', 1))
    const found = await train(sineRun(learners[learner] as Learner, name, 1))
    expect(difference(expected.state.parameters, found.state.parameters)).toBeLessThan(1e-5)
  })

  it('takes the same meta-step through convolution, batch norm and pooling', async () => {
    const expected = await train(imageRun('reference'))
    const found = await train(imageRun(name))
    expect(difference(expected.state.parameters, found.state.parameters)).toBeLessThan(1e-5)
  })

  it('has the same curve for 100 meta-steps', async () => {
    const expected = await train(sineRun(learners.maml as Learner, 'reference', 100))
    const found = await train(sineRun(learners.maml as Learner, name, 100))
    expect(difference(expected.losses, found.losses)).toBeLessThan(1e-3)
  })

  it('gives the same bytes twice', async () => {
    const [first, second] = [
      await train(sineRun(learners.maml as Learner, name, 20)),
      await train(sineRun(learners.maml as Learner, name, 20)),
    ]
    expect(first.state.parameters).toEqual(second.state.parameters)
    expect(first.losses).toEqual(second.losses)
  })

  it('holds after 10 000 meta-steps what it held after 100', async () => {
    const backend = opened[name] as Backend
    const run = {
      ...sineRun(fomaml({ inner: innerSgd({ rate: 0.01 }), innerSteps: 1 }), name, 10_000),
      tasksPerStep: 2,
      model: mlp({ sizes: [1, 4, 1] }),
    }
    const state = initialState(run)
    let early = { tensors: 0, heap: 0 }
    const measure = () => {
      collectGarbage()
      return { tensors: backend.memory().tensors, heap: process.memoryUsage().heapUsed }
    }
    for await (const { step } of metaTrain(run, { state }))
      if (step === 100) early = measure()
      else if (step === 10_000) {
        const late = measure()
        expect(late.tensors).toBe(early.tensors)
        expect(late.heap - early.heap).toBeLessThan(4 * 2 ** 20)
      }
    expect(state.step).toBe(10_000)
  })
})

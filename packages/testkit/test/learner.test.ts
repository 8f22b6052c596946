// A suite that cannot fail proves nothing: this one must catch learners that are broken in one place.

import { add, gradient, scale, sub, type Tensor } from '@assent/autodiff'
import { gradientSteps, innerLoop, type Learner, type TrainingTask } from '@assent/core'
import { describe, expect, it } from 'vitest'
import { learnerChecks } from '../src/index.js'
import { failedNames, failuresOf } from './failures.js'

const descent = gradientSteps({
  name: 'descent',
  move: ({ parameters, gradients }) => ({ parameters: parameters.map((p, i) => sub(p, scale(gradients[i]!, 0.05))) }),
})

const learner = (propose: Learner['propose'], changes: Partial<Learner> = {}): Learner => ({
  name: 'tried',
  settings: {},
  order: 1,
  innerSteps: 2,
  batch: undefined,
  adaptation: descent,
  propose,
  ...changes,
})

const adapted = (task: TrainingTask) => innerLoop(task, descent)
const displaced = (task: TrainingTask) => task.theta.map((theta, p) => sub(theta, adapted(task)[p] as Tensor))
const queryGradient: Learner['propose'] = (task) => ({
  adapted: adapted(task),
  update: gradient(task.queryLoss(adapted(task)), adapted(task)),
})
const metaGradient: Learner['propose'] = (task) => ({
  adapted: adapted(task),
  update: gradient(task.queryLoss(adapted(task)), task.theta),
})
const displacement: Learner['propose'] = (task) => ({ adapted: adapted(task), update: displaced(task) })

describe('learnerChecks', () => {
  it('pass right ones, with minibatches too', async () => {
    for (const batch of [undefined, 3]) {
      const second = learner(metaGradient, { order: 2, batch })
      expect(await failuresOf(learnerChecks(second, { proposes: 'meta-gradient' }))).toEqual([])
      expect(await failuresOf(learnerChecks(learner(queryGradient, { batch }), { proposes: 'query-gradient' }))).toEqual([])
      expect(await failuresOf(learnerChecks(learner(displacement, { batch }), { proposes: 'displacement' }))).toEqual([])
    }
  })

  it('catch a first-order update that claims to be second order', async () => {
    const first = learner(queryGradient, { order: 2 })
    expect(await failedNames(learnerChecks(first, { proposes: 'meta-gradient' }))).toEqual(['proposes its meta-gradient'])
  })

  it('catch an order that is not declared', async () => {
    expect(await failedNames(learnerChecks(learner(metaGradient), { proposes: 'meta-gradient' }))).toEqual(['says its order'])
  })

  it.each<[string, (update: Tensor) => Tensor]>([
    ['a wrong sign', (update) => scale(update, -1)],
    ['a wrong length', (update) => scale(update, 1.001)],
  ])('catch %s', async (_, change) => {
    for (const [propose, proposes] of [
      [queryGradient, 'query-gradient'],
      [metaGradient, 'meta-gradient'],
      [displacement, 'displacement'],
    ] as const) {
      const wrong: Learner['propose'] = (task) => ({ ...propose(task), update: propose(task).update.map(change) })
      const order = proposes === 'meta-gradient' ? 2 : 1
      expect(await failedNames(learnerChecks(learner(wrong, { order }), { proposes }))).toEqual([`proposes its ${proposes}`])
    }
  })

  it('catch one that looks at support instead of query examples', async () => {
    const greedy: Learner['propose'] = (task) => ({
      adapted: adapted(task),
      update: gradient(task.loss(adapted(task), task.batches[0]!), adapted(task)),
    })
    expect(await failedNames(learnerChecks(learner(greedy), { proposes: 'query-gradient' }))).toEqual([
      'proposes its query-gradient',
    ])
  })

  it('catch one that climbs', async () => {
    const climbing: Learner['propose'] = (task) => {
      const up = task.theta.map((theta, p) => add(theta, displaced(task)[p] as Tensor))
      return { adapted: up, update: task.theta.map((theta, p) => sub(theta, up[p] as Tensor)) }
    }
    expect(await failedNames(learnerChecks(learner(climbing), { proposes: 'displacement' }))).toEqual([
      'adapts after training as in training',
      'learns: support loss falls along its displacement',
    ])
  })

  it('catch an inner loop of its own, which evaluation would not run', async () => {
    const half = gradientSteps({
      name: 'half',
      move: ({ parameters, gradients }) => ({ parameters: parameters.map((p, i) => sub(p, scale(gradients[i]!, 0.02))) }),
    })
    const propose: Learner['propose'] = (task) => {
      const own = innerLoop(task, half)
      return { adapted: own, update: gradient(task.queryLoss(own), own) }
    }
    expect(await failedNames(learnerChecks(learner(propose), { proposes: 'query-gradient' }))).toEqual([
      'adapts after training as in training',
    ])
  })

  it('catch one that remembers', async () => {
    let traced = 0
    const drifting: Learner['propose'] = (task) => {
      const by = 1 + 0.01 * traced++
      return { adapted: adapted(task), update: displaced(task).map((update) => scale(update, by)) }
    }
    expect(await failedNames(learnerChecks(learner(drifting), { proposes: 'displacement' }))).toContain(
      'proposes the same for each task, whatever stands beside it',
    )
  })
})

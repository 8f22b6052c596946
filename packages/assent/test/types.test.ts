// What the types of the doors promise. `tsc` checks these; at run time they are true by being compiled.

import { expectTypeOf, it } from 'vitest'
import {
  type Adaptation,
  type AdaptedModel,
  type Backend,
  defineLearner,
  defineModel,
  defineOptimizer,
  defineTasks,
  defineWeighting,
  type Evaluation,
  type Experiment,
  evaluate,
  type FloatArray,
  gradientAgreement,
  innerSgd,
  type Learner,
  type Loss,
  type Metric,
  type Model,
  maml,
  metaTrain,
  mlp,
  type OpenModel,
  type OuterOptimizer,
  openModel,
  type Problem,
  type StepEvent,
  type TaskSource,
  type Trained,
  type TrainingState,
  type Weighting,
} from '../src/index.js'

it('a part is the value that its factory gives', () => {
  expectTypeOf(maml).returns.toEqualTypeOf<Learner>()
  expectTypeOf(innerSgd).returns.toEqualTypeOf<Adaptation>()
  expectTypeOf(mlp).returns.toEqualTypeOf<Model>()
  expectTypeOf(gradientAgreement()).toExtend<Weighting>()
  expectTypeOf(defineLearner).returns.toEqualTypeOf<Learner>()
  expectTypeOf(defineModel).returns.toEqualTypeOf<Model>()
  expectTypeOf(defineTasks).returns.toEqualTypeOf<TaskSource>()
  expectTypeOf(defineOptimizer).returns.toEqualTypeOf<OuterOptimizer>()
})

it('an experiment is what decides the numbers, and nothing of how it is run', () => {
  expectTypeOf<Experiment>().toHaveProperty('loss').toEqualTypeOf<Loss | undefined>()
  expectTypeOf<Experiment>().toHaveProperty('metric').toEqualTypeOf<Metric | undefined>()
  expectTypeOf<Experiment>().toHaveProperty('backend').toEqualTypeOf<Backend>()
  expectTypeOf<Experiment>().not.toHaveProperty('executor')
  expectTypeOf<Experiment>().not.toHaveProperty('gramAt')
  expectTypeOf<Experiment>().toExtend<Problem>()
})

it('training is a sequence of events that ends with a state', () => {
  expectTypeOf(metaTrain).returns.toEqualTypeOf<AsyncGenerator<StepEvent, TrainingState>>()
  expectTypeOf(evaluate).returns.resolves.toEqualTypeOf<Evaluation>()
})

it('an open model needs no tasks', () => {
  expectTypeOf(openModel).parameter(0).toEqualTypeOf<Problem | Trained>()
  expectTypeOf<Trained>().not.toHaveProperty('tasks')
  expectTypeOf<OpenModel['adapt']>().returns.resolves.toEqualTypeOf<AdaptedModel>()
  expectTypeOf<AdaptedModel['predict']>().returns.resolves.toEqualTypeOf<FloatArray>()
})

it('a weighting sees what it needs and no more', () => {
  defineWeighting({
    name: 'losses alone',
    needs: 'losses',
    weigh: (agreement) => {
      expectTypeOf(agreement).not.toHaveProperty('scores')
      return agreement.queryLosses
    },
  })
  defineWeighting({
    name: 'all',
    needs: 'gram',
    weigh: (agreement) => {
      expectTypeOf(agreement.gram).toEqualTypeOf<readonly (readonly number[])[]>()
      return agreement.scores
    },
  })
})

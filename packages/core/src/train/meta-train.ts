// Meta-training as a sequence of plain events: the caller's `for await` is the logger, the progress bar
// and the stop button.

import { breather } from '@assent/autodiff'
import type { Executor } from '../contracts/executor.js'
import { checkOptions } from '../contracts/options.js'
import { agreesOn, checkExperiment, checkState, type Experiment, initialState, type TrainingState } from './experiment.js'
import { inProcess } from './in-process.js'
import { metaStep, type StepEvent } from './meta-step.js'

/** How an experiment is run: nothing here changes its numbers. */
export interface TrainingOptions {
  /** Where to go on from; moved in place. @defaultValue the beginning */
  readonly state?: TrainingState
  /** Who adapts the tasks. @defaultValue `inProcess()` */
  readonly executor?: Executor
  /** Meta-steps, counted from 1, whose events show the Gram matrix also when the weighting does not need it. @defaultValue none */
  readonly gramAt?: (step: number) => boolean
}

/**
 * Trains until `experiment.metaSteps` meta-steps are done, and yields after each. `state` is moved in place, so it can be
 * saved between two events; to stop, leave the loop.
 *
 * @throws AssentError when the parts or the state do not fit, or when a step cannot be completed
 */
export async function* metaTrain(
  experiment: Experiment,
  options: TrainingOptions = {},
): AsyncGenerator<StepEvent, TrainingState> {
  checkOptions('metaTrain', options, ['state', 'executor', 'gramAt'])
  const { executor = inProcess(), gramAt } = options
  checkExperiment(experiment)
  const state = options.state ?? initialState(experiment)
  checkState(experiment, state)
  const session = await executor.open(experiment, experiment.tasksPerStep, {
    needs: experiment.weighting.needs,
    agreeOn: agreesOn(experiment),
  })
  const breathe = breather()
  try {
    while (state.step < experiment.metaSteps) {
      yield await metaStep(experiment, session, state, gramAt)
      await breathe()
    }
    return state
  } finally {
    session.close()
  }
}

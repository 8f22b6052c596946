// Meta-training as a sequence of plain events: the caller's `for await` is the logger, the progress bar
// and the stop button.

import { breather } from './breathe.js'
import { inProcess } from './in-process.js'
import { metaStep, type StepEvent } from './meta-step.js'
import { checkRun, initialState, type Run, type TrainingState } from './run.js'

/**
 * Trains from `state` (the beginning, unless given) until `run.steps` meta-steps are done, and yields after each.
 * `state` is moved in place, so it can be saved between two events; to stop, leave the loop.
 *
 * @throws AssentError when the run's parts do not fit, or when a step cannot be completed
 */
export async function* metaTrain(run: Run, state: TrainingState = initialState(run)): AsyncGenerator<StepEvent, TrainingState> {
  checkRun(run)
  const session = await (run.executor ?? inProcess()).open(run, run.tasksPerStep)
  const breathe = breather()
  try {
    while (state.step < run.steps) {
      yield await metaStep(run, session, state)
      await breathe()
    }
    return state
  } finally {
    session.close()
  }
}

// A piece of work as a run of ours, in this process, whose steps can be timed.

import { simd } from '@assent/backend-simd'
import { type Experiment, initialState, type Weighting } from '@assent/core'
import { agreesOn, type Executor, inProcess, metaStep, type Session } from '@assent/core/tools'
import { adam } from '@assent/optimizers'
import { uniform } from '@assent/weightings'
import { partsOf } from './problem.js'
import type { Work } from './work.js'

export interface WorkSession {
  /** One complete meta-step. */
  step(weighting?: Weighting): Promise<unknown>
  close(): void
}

/** So small an outer rate that the work stays the same over thousands of steps. */
const OUTER_RATE = 1e-9

export async function openWork(work: Work, executor: Executor = inProcess()): Promise<WorkSession> {
  const { tasks, model, learner } = partsOf(work)
  const parts = { tasks, model, learner, backend: await simd(), optimizer: adam(OUTER_RATE), tasksPerStep: work.tasks }
  const run: Experiment = { ...parts, weighting: uniform(), metaSteps: 1, seed: 1 }
  const session: Session = await executor.open(run, work.tasks, { needs: run.weighting.needs, agreeOn: agreesOn(run) })
  const state = initialState(run)
  return {
    step: (weighting = run.weighting) => metaStep({ ...run, weighting }, session, state),
    close: () => session.close(),
  }
}

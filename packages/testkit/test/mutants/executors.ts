// Executors that are wrong in one place: this process, with something else in the place of a part.

import { type Backend, type FloatArray, reference } from '@assent/autodiff'
import { type Executor, inProcess, type MetaBatch, type Proposals, type Session } from '@assent/core/tools'
import { executorChecks } from '../../src/index.js'
import type { Mutant } from './mutant.js'

const broken = (change: (own: Session, tasks: number) => Partial<Session>): Executor => ({
  name: 'tried',
  open: async (problem, tasks) => {
    const own = await inProcess().open(problem, tasks)
    return { ...own, ...change(own, tasks) }
  },
})

const given = (change: (batch: MetaBatch) => MetaBatch): Executor =>
  broken((own) => ({ propose: (batch) => own.propose(change(batch)) }))

const answered = (change: (proposals: Proposals, tasks: number) => Proposals): Executor =>
  broken((own, tasks) => ({ propose: async (batch) => change(await own.propose(batch), tasks) }))

/** Computes on a backend of its own, whatever the problem's is. */
const onItsOwn = (backend: Backend): Executor => ({
  name: 'tried',
  open: (problem, tasks) => inProcess().open({ ...problem, backend }, tasks),
})

/** θ is only looked at in the first meta-step. */
function keepingTheta(): Executor {
  return broken((own) => {
    let first: FloatArray | undefined
    return {
      propose: (batch) => {
        first ??= batch.theta.slice()
        return own.propose({ ...batch, theta: first })
      },
    }
  })
}

/** Once something was not finite, nothing is ever again. */
function poisoned(): Executor {
  return broken((own) => {
    let spoiled = false
    return {
      propose: async (batch) => {
        spoiled ||= !batch.theta.every(Number.isFinite)
        return own.propose(spoiled ? { ...batch, theta: batch.theta.slice().fill(Number.NaN) } : batch)
      },
    }
  })
}

const reversed = <Value>(values: readonly Value[]) => [...values].reverse()

const own: Readonly<Record<string, readonly [executor: Executor, caughtBy: RegExp]>> = {
  'tasks answer in another order': [
    given((batch) => ({ ...batch, assignments: reversed(batch.assignments) })),
    /bytes of one process for 2 tasks/,
  ],
  'the losses alone are in another order': [
    answered((proposals) => ({ ...proposals, queryLosses: reversed(proposals.queryLosses) })),
    /bytes of one process for 2 tasks/,
  ],
  'the last of 25 tasks is done as the first': [
    given((batch) =>
      batch.assignments.length < 25
        ? batch
        : { ...batch, assignments: [...batch.assignments.slice(0, -1), ...batch.assignments.slice(0, 1)] },
    ),
    /bytes of one process for 25 tasks/,
  ],
  'updates are displacements': [
    answered((proposals) => ({ ...proposals, updates: proposals.displacements })),
    /second order, cross-entropy/,
  ],
  'losses are rounded': [
    answered((proposals) => ({ ...proposals, supportLosses: proposals.supportLosses.map(Math.fround) })),
    /bytes of one process for 1 task/,
  ],
  'means are summed in another order': [
    answered((proposals, tasks) => {
      const { updates } = proposals
      const combine: typeof updates.combine = async (coefficients, first = 0) => {
        if (coefficients.length < tasks) return updates.combine(coefficients, first)
        const parts = await Promise.all(Array.from(coefficients, (by, task) => updates.combine([by], task)))
        return reversed(parts).reduce((a, b) => a.map((value, k) => value + (b[k] as number)))
      }
      return { ...proposals, updates: { ...updates, combine } }
    }),
    /bytes of one process for 7 tasks/,
  ],
  'the learned rate does not arrive': [
    given((batch) => ({ ...batch, theta: batch.theta.map((value, i) => (i === batch.theta.length - 1 ? 0 : value)) })),
    /a learned rate/,
  ],
  'the schedule stands still': [given((batch) => ({ ...batch, schedule: batch.schedule.map(() => 1) })), /a schedule/],
  'minibatches are those of the first step': [
    given((batch) => ({
      ...batch,
      assignments: batch.assignments.map((assignment) => ({
        ...assignment,
        minibatches: assignment.minibatches?.map(() => assignment.minibatches?.[0] ?? []),
      })),
    })),
    /minibatches/,
  ],
  'all tasks have the masks of the first': [
    given((batch) => ({
      ...batch,
      assignments: batch.assignments.map((own) => ({ ...own, masks: batch.assignments[0]?.masks ?? own.masks })),
    })),
    /2 tasks: random masks/,
  ],
  'θ of the first meta-step is kept': [keepingTheta(), /bytes of one process for 1 task/],
  'a step that diverged spoils those after it': [poisoned(), /after a meta-step that diverged/],
  'it computes on a backend that is not that of the problem': [onItsOwn(reference()), /does not compute on/],
  'nothing is closed': [broken(() => ({ close: () => {} })), /once closed/],
  'it never answers once it is closed': [
    broken((session) => {
      let closed = false
      return {
        close: () => {
          closed = true
          session.close()
        },
        propose: (batch) => (closed ? new Promise(() => {}) : session.propose(batch)),
      }
    }),
    /once closed/,
  ],
  'there is no name': [{ ...inProcess(), name: '' }, /has a name/],
}

export const executorMutants: readonly Mutant[] = Object.entries(own).map(([name, [executor, caughtBy]]) => ({
  name,
  checks: executorChecks(executor, reference()),
  caughtBy,
}))

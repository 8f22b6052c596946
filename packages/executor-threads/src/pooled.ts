// The executor over a pool of workers. Each task's values do not depend on the others beside it, and all sums over tasks
// are taken in one place, so the number of workers cannot change a bit.

import { fail } from '@assent/autodiff'
import type { Problem } from '@assent/core'
import { checkWhole, type Executor, learnerProgram, type MaskSpecification, packBatch, type Session } from '@assent/core/tools'
import { type CrewOptions, openCrew, type Pool } from './crew.js'
import { findPort, type Layout, layOut, viewOf } from './layout.js'
import { type Share, splitTasks } from './shares.js'

/** Where the workers of an executor are from. */
export interface Place extends CrewOptions {
  readonly name: string
  readonly workers: number
  readonly allocate: (bytes: number) => ArrayBufferLike
  readonly openPool: (layout: Layout, size: number) => Pool
}

/** The longest time that a timer takes: 2³¹ − 1 ms, in whole seconds. */
const longestTimer = 2_147_483

/** @throws AssentError when an option is out of its range */
export function pooled({ name, workers, retries, limit, allocate, openPool }: Place): Executor {
  checkWhole(name, 'workers', workers, 1)
  checkWhole(name, 'retries', retries, 0)
  if (limit !== undefined && !(limit > 0 && limit <= longestTimer))
    fail(`${name}.limit`, `seconds, above 0 and up to ${longestTimer}`, `${limit}`, 'set limit, or leave it out')
  return {
    name,
    open: async (problem, tasks) => {
      const program = learnerProgram(problem)
      const { precision, name: backendName } = problem.backend
      const layout = layOut({ program, precision, backendName }, tasks, allocate)
      const shares = splitTasks(tasks, workers)
      const crew = await openCrew(name, openPool(layout, Math.min(workers, shares.length)), { retries, limit })
      return openSession({
        name,
        problem,
        masks: program.masks,
        layout,
        shares,
        runShares: crew.run,
        close: crew.close,
      })
    },
  }
}

interface Opened {
  readonly name: string
  readonly problem: Problem
  readonly masks: readonly MaskSpecification[]
  readonly layout: Layout
  readonly shares: readonly Share[]
  readonly runShares: (shares: readonly Share[]) => Promise<void>
  readonly close: () => void
}

function openSession({ name: where, problem, masks, layout, shares, runShares, close }: Opened): Session {
  const { inputs, outputs, precision } = layout
  const write = (name: string, values: ArrayLike<number>) => viewOf(findPort(where, inputs, name), precision).set(values)
  const read = (name: string) => viewOf(findPort(where, outputs, name), precision)
  let open = true
  return {
    propose: async (batch) => {
      if (!open) fail(where, 'a session in use', 'one that was closed', 'open another')
      for (const [name, values] of Object.entries(packBatch(problem, masks, batch))) write(name, values)
      await runShares(shares)
      const rows = (name: string) => problem.backend.rows(read(name), batch.assignments.length)
      return {
        supportLosses: Array.from(read('supportLoss')),
        queryLosses: Array.from(read('queryLoss')),
        displacements: rows('displacement'),
        updates: rows('update'),
      }
    },
    close: () => {
      open = false
      close()
    },
  }
}

// The executor: whoever trains gives its meta-batches to the workers of a cluster.

import { fail } from '@assent/autodiff'
import { checkOptions, type Problem, type Setting } from '@assent/core'
import { checkWhole, type Executor } from '@assent/core/tools'
import { takeFingerprint } from '../protocol/fingerprint.js'
import { vectorsOf } from '../protocol/layout.js'
import type { TasksMessage } from '../protocol/messages.js'
import { checkName } from '../protocol/names.js'
import { hashOf } from '../protocol/request.js'
import type { ServerOptions } from '../server.js'
import type { ClusterEvent } from './events.js'
import { createGatherer } from './gather.js'
import { openRun, thisDriver } from './run.js'
import { openSession } from './session.js'

/** Where the workers are, and what they are given. */
export interface BullmqOptions extends ServerOptions {
  /** What workers make the problem from: plain data that their `opener` understands. */
  readonly problem: Setting | ((problem: Problem) => Setting)
  /**
   * The cluster's name: all names on the server begin with it.
   *
   * @defaultValue `'assent'`
   */
  readonly name?: string
  /**
   * Tasks per job, a power of two. It changes no bit.
   *
   * @defaultValue so that every worker gets a block
   */
  readonly block?: number
  /**
   * After how many milliseconds a worker that says nothing is taken for dead; at least 1000.
   *
   * @defaultValue 5000
   */
  readonly lock?: number
  /**
   * The share of answers, from 0 to 1, that are computed again here: one that is well-formed and wrong is found out in no other
   * way. A worker that gives k wrong answers escapes with the probability (1 − audit)ᵏ. Which are chosen follows from what is
   * asked.
   *
   * @defaultValue 0
   */
  readonly audit?: number
  /** Hears what happens in the cluster. */
  readonly onEvent?: (event: ClusterEvent) => void
}

/**
 * Adapts the tasks of each meta-step on the workers of a cluster. The result has the same bytes as in one process, whatever
 * the number of workers and blocks, also when workers die and the server is wiped.
 *
 * @throws AssentError when an option is out of its range; `open` rejects when the server is not as it must be or no worker
 *   fits, `propose` with what a task throws, and when the cluster cannot go on
 */
export function bullmq(options: BullmqOptions): Executor {
  checkOptions('bullmq', options, ['url', 'password', 'patience', 'problem', 'name', 'block', 'lock', 'audit', 'onEvent'])
  const { problem: description, name: prefix = 'assent', block, lock = 5000, audit = 0, onEvent = () => {}, ...server } = options
  checkWhole('bullmq', 'lock', lock, 1000)
  if (block !== undefined && !(Number.isSafeInteger(block) && block > 0 && Number.isInteger(Math.log2(block))))
    fail('bullmq.block', 'a power of two', `${block}`, 'correct it, or leave it out')
  if (!(audit >= 0 && audit <= 1)) fail('bullmq.audit', 'a share from 0 to 1', `${audit}`, 'correct it, or leave it out')
  checkName(prefix)
  return {
    name: 'bullmq',
    open: async (problem, tasks, use = { needs: 'scores', agreeOn: 'update' }) => {
      const data = typeof description === 'function' ? description(problem) : description
      const message = await describeTasks(problem, { tasks, lock, description: data })
      const run = await openRun(message, { ...server, prefix, tell: onEvent })
      const vectors = vectorsOf(problem)
      const gatherer = await createGatherer({ problem, run, vectors, audit })
      return openSession({ problem, tasks, use, vectors, run, gatherer, block })
    },
  }
}

async function describeTasks(
  problem: Problem,
  { tasks, lock, description }: { readonly tasks: number; readonly lock: number; readonly description: Setting },
): Promise<TasksMessage> {
  const fingerprint = await takeFingerprint(problem)
  const identity = hashOf(JSON.stringify([fingerprint, tasks]))
  return {
    ...{ format: 1, work: 'tasks', identity, fingerprint, tasks, lock, driver: thisDriver() },
    problem: description as TasksMessage['problem'],
  }
}

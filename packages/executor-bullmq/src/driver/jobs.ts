// Jobs on the server: in the queue that any hand takes from, or in that of one hand.

import { Queue } from 'bullmq'
import { COMMON, ownQueue } from '../protocol/names.js'
import type { Run } from './run.js'
import type { Work } from './work.js'

/** Where work is given out. */
export interface Jobs {
  /** To a hand, or to whoever is free. */
  giveOut(work: Work, hand: string | undefined): Promise<void>
  /** What became of the last job: `lost` where nobody will do it. */
  stateOf(work: Work, hands: ReadonlyMap<string, unknown>): Promise<'under way' | 'failed' | 'lost'>
  close(): Promise<void>
}

export function createJobs({ id, server, names, lock }: Run): Jobs {
  const queues = new Map<string, Queue>()
  const queueOf = (name: string): Queue => {
    const known = queues.get(name)
    if (known) return known
    const queue = new Queue(name, { connection: server.redis, prefix: names.queues(id) })
    queue.on('error', () => {}) // What it cannot do is said by the commands that wait for it.
    queues.set(name, queue)
    return queue
  }
  return {
    giveOut: async (work, hand) => {
      const queue = hand === undefined ? COMMON : ownQueue(hand)
      // Every time another id: BullMQ ignores a job whose id it has seen.
      work.job = { queue, id: `${work.name}-${work.attempts++}`, since: performance.now() }
      const options = { jobId: work.job.id, removeOnComplete: true }
      await server.ask(() => queueOf(queue).add('work', work.data, options))
    },
    stateOf: async ({ job }, hands) => {
      if (job === undefined) return 'lost'
      const isOrphaned = job.queue !== COMMON && ![...hands.keys()].some((hand) => ownQueue(hand) === job.queue)
      if (isOrphaned) return 'lost'
      const state = await server.ask(() => queueOf(job.queue).getJobState(job.id))
      if (state === 'failed') return 'failed'
      // Its hand is busy, or does not look there: somebody else may be free.
      if (state === 'waiting' && job.queue !== COMMON && performance.now() - job.since > 2 * lock) return 'lost'
      return state === 'unknown' || state === 'completed' ? 'lost' : 'under way'
    },
    close: async () => {
      await Promise.allSettled([...queues.values()].map((queue) => queue.close()))
    },
  }
}

// The queues that a hand takes work from: the common one, and its own.

import { type Job, Worker } from 'bullmq'
import { COMMON, type Names, ownQueue } from '../protocol/names.js'
import type { Server } from '../server.js'

/** Who takes work, of which run, and for how long a job is its own unless it says that it is at it, in milliseconds. */
export interface Taker {
  readonly name: string
  readonly run: string
  readonly names: Names
  readonly server: Server
  readonly lock: number
}

export type Task = Pick<Job, 'data' | 'id' | 'attemptsStarted'>

/** A hand at work. */
export interface Hand {
  /** Finishes what it is at, and takes nothing more. */
  close(): Promise<void>
}

/** After a loss of the server, in milliseconds. */
const RETRY = 500

/** Does what there is to do, one job after the other. */
export function takeJobs({ name, run, names, server, lock }: Taker, work: (job: Task) => Promise<void>): Hand {
  const workers = [COMMON, ownQueue(name)].map((queue) => {
    const worker = new Worker(queue, work, {
      connection: { ...server.connection },
      prefix: names.queues(run),
      concurrency: 1,
      lockDuration: lock,
      stalledInterval: lock / 2,
      maxStalledCount: 2,
      runRetryDelay: RETRY,
    })
    worker.on('error', () => {}) // Connections that were lost are made again; the driver finds what was lost with them.
    return worker
  })
  return {
    close: async () => {
      await Promise.all(workers.map((worker) => worker.close()))
    },
  }
}

/** Whether it was given out before: then somebody may have answered. */
export function isRepeated({ id, attemptsStarted }: Pick<Task, 'id' | 'attemptsStarted'>): boolean {
  return attemptsStarted > 1 || !id?.endsWith('-0')
}

// Who is in a cluster, and what it is at.

import { Queue } from 'bullmq'
import { membersOf } from './members.js'
import { type MemberMessage, readRun } from './protocol/messages.js'
import { COMMON, checkName, type Names, namesOf, ownQueue } from './protocol/names.js'
import { connect, type Server, type ServerOptions } from './server.js'

/** A cluster at one moment. */
export interface ClusterStatus {
  readonly address: string
  readonly workers: readonly MemberMessage[]
  readonly runs: readonly RunStatus[]
}

/** A run that is open. */
export interface RunStatus {
  readonly run: string
  /** Machine and process. */
  readonly driver: string
  /** What it gives out. */
  readonly work: 'tasks' | 'errands'
  /** Tasks per meta-step; undefined where it gives out errands. */
  readonly tasks?: number
  readonly hands: number
  /** Jobs that wait, and that are worked on. */
  readonly waiting: number
  readonly active: number
  /** Why workers do not serve it, by worker. */
  readonly refusals: { readonly [worker: string]: string }
  /** How many answers were not believed, by hand. */
  readonly wrongAnswers: { readonly [hand: string]: string }
}

/**
 * Looks at a cluster.
 *
 * @throws AssentError when the server is not as it must be
 */
export async function clusterStatus({
  name = 'assent',
  ...options
}: ServerOptions & { readonly name?: string }): Promise<ClusterStatus> {
  checkName(name)
  const server = await connect(options)
  const names = namesOf(name)
  try {
    const runs = (await server.ask((redis) => redis.smembers(names.runs))).sort()
    return {
      address: server.address,
      workers: [...(await membersOf(server, names.workers, names.worker)).values()],
      runs: (await Promise.all(runs.map((run) => runStatus(server, names, run)))).flatMap((status) => status ?? []),
    }
  } finally {
    server.close()
  }
}

async function runStatus(server: Server, names: Names, run: string): Promise<RunStatus | undefined> {
  const message = readRun('the run', (await server.ask((redis) => redis.get(names.run(run)))) ?? '')
  if (message === undefined) return undefined
  const hands = await server.ask((redis) => redis.smembers(names.hands(run)))
  const counts = await Promise.all([COMMON, ...hands.map(ownQueue)].map((queue) => countJobs(server, names, run, queue)))
  const total = (of: 'waiting' | 'active') => counts.reduce((sum, own) => sum + own[of], 0)
  return {
    run,
    driver: message.driver,
    work: message.work,
    ...(message.work === 'tasks' && { tasks: message.tasks }),
    hands: hands.length,
    waiting: total('waiting'),
    active: total('active'),
    refusals: await server.ask((redis) => redis.hgetall(names.refusals(run))),
    wrongAnswers: await server.ask((redis) => redis.hgetall(names.wrongAnswers(run))),
  }
}

async function countJobs({ redis, ask }: Server, names: Names, run: string, name: string) {
  const queue = new Queue(name, { connection: redis, prefix: names.queues(run), skipMetasUpdate: true })
  const { waiting = 0, active = 0 } = await ask(() => queue.getJobCounts('waiting', 'active'))
  await queue.close()
  return { waiting, active }
}

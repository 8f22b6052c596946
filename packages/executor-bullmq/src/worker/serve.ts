// A worker: a process that serves the runs of a cluster as they come and go.

import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { checkOptions } from '@assent/core'
import { checkWhole } from '@assent/core/tools'
import { endRun } from '../end-run.js'
import { LONGEST_MESSAGE, type MemberMessage, readRun } from '../protocol/messages.js'
import { checkName, type Names, namesOf, OVER } from '../protocol/names.js'
import { connect, type Server, type ServerOptions } from '../server.js'
import { joinRun, type Membership } from './membership.js'
import type { Opener } from './thread.js'

/** How a worker works. */
export interface ServeOptions extends Omit<ServerOptions, 'patience'> {
  /**
   * The module, and its function that makes a problem from what a driver tells, in each thread. It decides which code may run:
   * what drivers send is data.
   */
  readonly opener: Opener
  /**
   * The module, and its function that does an errand from what a driver tells, in a thread: a {@link DoErrand}. Without one the
   * worker does none.
   */
  readonly errand?: Opener
  /**
   * The cluster's name.
   *
   * @defaultValue `'assent'`
   */
  readonly name?: string
  /**
   * Threads that compute.
   *
   * @defaultValue 1
   */
  readonly hands?: number
  /** Hears what the worker does, in words. */
  readonly onEvent?: (text: string) => void
}

/** A worker that is there for whoever comes. */
export interface ClusterWorker {
  readonly name: string
  /** Finishes what it is at, and leaves. */
  close(): Promise<void>
}

/** A worker is gone when it has said nothing for so long, in milliseconds. */
const LIFE = 5000
/** How often it says that it is there, and looks for runs, in milliseconds. */
const BEAT = 250
/** For how long a run may be unknown to the server before it is given up, in milliseconds. */
const GRACE = 10_000

/**
 * Serves all runs of a cluster until it is closed. While the server is away it waits, and joins again.
 *
 * @throws AssentError when the server is not as it must be at the start
 */
export async function serve(options: ServeOptions): Promise<ClusterWorker> {
  checkOptions('serve', options, ['url', 'password', 'opener', 'errand', 'name', 'hands', 'onEvent'])
  const { name: prefix = 'assent', hands: size = 1, opener, errand, onEvent = () => {}, url, password } = options
  checkName(prefix)
  checkWhole('serve', 'hands', size, 1)
  const server = await connect({ url, password, patience: Number.POSITIVE_INFINITY })
  const names = namesOf(prefix)
  const own = randomBytes(4).toString('hex')
  const hands = Array.from({ length: size }, (_, index) => `${own}-${index}`)
  const done = { tasks: 0, seconds: 0 }
  const count = (tasks: number, seconds: number) => {
    done.tasks += tasks
    done.seconds += seconds
  }
  /** By run; undefined while it is being joined, and where this worker does not fit. */
  const memberships = new Map<string, Membership | undefined>()
  const lastSeen = new Map<string, number>()

  const join = async (run: string): Promise<void> => {
    const text = await server.ask((redis) => redis.getrange(names.run(run), 0, LONGEST_MESSAGE))
    if (text === '' || text === OVER) return void (await server.ask((redis) => redis.srem(names.runs, run)))
    const message = readRun('the run', text)
    try {
      if (message === undefined) throw new Error('its description is not one of this version')
      memberships.set(run, await joinRun({ run, message, hands, opener, errand, server, names, count }))
      onEvent(`joined run ${run} of ${message.driver}`)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      onEvent(`cannot serve run ${run}: ${reason}`)
      await server.ask((redis) => redis.hset(names.refusals(run), own, reason.slice(0, 1000)))
    }
  }
  const leave = async (run: string): Promise<void> => {
    const membership = memberships.get(run)
    memberships.delete(run)
    lastSeen.delete(run)
    await membership?.leave()
    if (membership) onEvent(`left run ${run}`)
  }
  /** Leaves a run that is over. A wiped server knows no runs; but drivers that are there announce them again. */
  const leaveIfOver = async (run: string): Promise<void> => {
    const text = await server.ask((redis) => redis.getrange(names.run(run), 0, OVER.length))
    if (text === OVER) await leave(run)
    else if (text !== '') lastSeen.set(run, performance.now())
    else if (performance.now() - (lastSeen.get(run) ?? 0) > GRACE) {
      await leave(run)
      await endRun(server, names, run)
    }
  }
  const look = async (): Promise<void> => {
    const member = { worker: own, host: hostname(), pid: process.pid, hands: size, ...done }
    await say(server, names, member, memberships)
    const runs = new Set(await server.ask((redis) => redis.smembers(names.runs)))
    for (const run of memberships.keys()) await leaveIfOver(run)
    for (const run of runs) {
      if (memberships.has(run)) continue
      memberships.set(run, undefined)
      lastSeen.set(run, performance.now())
      void join(run)
        .catch((error: Error) => onEvent(error.message))
        .then(lookSoon)
    }
  }
  let looking: Promise<void> | undefined
  const lookSoon = () => {
    looking ??= look()
      .catch((error: Error) => onEvent(error.message))
      .finally(() => {
        looking = undefined
      })
  }
  const timer = setInterval(lookSoon, BEAT)
  const ear = server.redis.duplicate()
  ear.on('error', () => {}) // It is made again; until then the timer looks.
  ear.on('message', lookSoon)
  await ear.subscribe(names.news)
  lookSoon()
  return {
    name: own,
    close: async () => {
      clearInterval(timer)
      ear.disconnect()
      await looking
      await Promise.all([...memberships.keys()].map(leave))
      await server.redis.srem(names.workers, own)
      await server.redis.unlink(names.worker(own), ...hands.map(names.hand))
      server.close()
    },
  }
}

/** Says that the worker is there, and which runs its hands serve. */
async function say(
  { ask }: Server,
  names: Names,
  member: MemberMessage,
  memberships: ReadonlyMap<string, Membership | undefined>,
): Promise<void> {
  await ask(async (redis) => {
    const batch = redis.multi().sadd(names.workers, member.worker)
    batch.set(names.worker(member.worker), JSON.stringify(member), 'PX', LIFE)
    const hand = JSON.stringify({ ...member, hands: 1 })
    for (const [run, membership] of memberships) {
      if (membership === undefined) continue
      batch.sadd(names.hands(run), ...membership.hands)
      for (const name of membership.hands) batch.set(names.hand(name), hand, 'PX', membership.lock)
    }
    await batch.exec()
  })
}

// A run as workers see it: announced on the server as long as its driver lives, with the hands that serve it.

import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { fail } from '@assent/autodiff'
import { endRun } from '../end-run.js'
import { membersOf } from '../members.js'
import type { MemberMessage, RunMessage } from '../protocol/messages.js'
import { type Names, namesOf } from '../protocol/names.js'
import { connect, type Server, type ServerOptions, settled } from '../server.js'
import type { ClusterEvent } from './events.js'
import { createSharedVectors, type SharedVectors } from './shared-vectors.js'

/** Where a run is announced, and who hears of its hands. */
export interface RunOptions extends ServerOptions {
  readonly prefix: string
  readonly tell: (event: ClusterEvent) => void
}

/** How those who are asked for work by a run call it. */
export const thisDriver = (): string => `${hostname()}, process ${process.pid}`

/** An announced run. */
export interface Run {
  readonly id: string
  readonly identity: string
  readonly names: Names
  readonly server: Server
  readonly lock: number
  readonly tell: (event: ClusterEvent) => void
  readonly vectors: SharedVectors
  /** The hands that serve it, by name, looked up anew after a while. */
  hands(): Promise<ReadonlyMap<string, MemberMessage>>
  /** Puts on the server what has gone from it: it may have been wiped. */
  restore(): Promise<void>
  close(): Promise<void>
}

/** The announcement of a run whose driver is gone lapses after so long, in milliseconds: a driver may be busy judging. */
const LEASE = 60_000

/**
 * Announces a run, and waits until somebody serves it.
 *
 * @throws AssentError when the server is not as it must be, when no worker fits, or when none comes
 */
export async function openRun(message: RunMessage, options: RunOptions): Promise<Run> {
  const { prefix, tell } = options
  const { identity, lock } = message
  const server = await connect(options)
  const names = namesOf(prefix)
  const id = randomBytes(6).toString('hex')
  const vectors = createSharedVectors(server, names)
  const restore = async () => {
    await announce(server, names, id, message)
    await vectors.restore()
  }
  await restore()
  const refresh = setInterval(() => void restore().catch(() => {}), LEASE / 4) // Whoever asks next hears why.
  refresh.unref()
  const roster = followHands(server, names, id, lock, tell)
  const run: Run = {
    id,
    identity,
    names,
    server,
    lock,
    tell,
    vectors,
    hands: roster,
    restore,
    close: async () => {
      clearInterval(refresh)
      // The server may be gone; what is left there lapses.
      await Promise.allSettled([endRun(server, names, id), vectors.forget()])
      server.close()
    },
  }
  try {
    await waitForHands(run, roster)
  } catch (error) {
    await run.close()
    throw error
  }
  return run
}

async function announce({ ask }: Server, names: Names, id: string, message: RunMessage): Promise<void> {
  await ask((redis) =>
    settled(
      redis.multi().sadd(names.runs, id).set(names.run(id), JSON.stringify(message), 'PX', LEASE).publish(names.news, id).exec(),
    ),
  )
}

/** Looks up who serves the run, at most a few times within the lock. */
function followHands(server: Server, names: Names, id: string, lock: number, tell: (event: ClusterEvent) => void) {
  let known: ReadonlyMap<string, MemberMessage> = new Map()
  let until = 0
  return async () => {
    if (performance.now() < until && known.size > 0) return known
    const found = await membersOf(server, names.hands(id), names.hand)
    for (const [hand, { host, pid }] of found)
      if (!known.has(hand)) tell({ kind: 'joined', text: `worker ${hand} joined (${host}, process ${pid})` })
    for (const hand of known.keys()) if (!found.has(hand)) tell({ kind: 'lost', text: `worker ${hand} is gone` })
    known = found
    until = performance.now() + lock / 4
    return known
  }
}

/** How often to look while nobody is there, in milliseconds. */
const LOOK = 50

async function waitForHands({ server, names, id, tell }: Run, roster: Run['hands']): Promise<void> {
  const until = performance.now() + 1000 * server.patience
  let told = false
  while ((await roster()).size === 0) {
    const refusals = await server.ask((redis) => redis.hgetall(names.refusals(id)))
    const live = await membersOf(server, names.workers, names.worker)
    const here = live.size
    const reasons = Object.entries(refusals).filter(([worker]) => live.has(worker))
    if (here > 0 && reasons.length >= here) failToFit(server.address, reasons)
    if (performance.now() > until) {
      const remedy = `start some: assent worker --queue ${server.address}`
      fail(
        'the cluster',
        `a worker within ${server.patience} s`,
        here > 0 ? `${here} that do not join` : 'none',
        remedy,
        'missing',
      )
    }
    if (!told) tell({ kind: 'waiting', text: `waiting for workers at ${server.address}` })
    told = true
    await pause(LOOK)
  }
}

function failToFit(address: string, reasons: readonly [worker: string, reason: string][]): never {
  const shown = reasons.slice(0, 3).map(([worker, reason]) => `${worker}: ${reason.slice(0, 500)}`)
  const remedy = 'run the same version, backend and kind of processor everywhere'
  fail('the cluster', `a worker at ${address} that computes as this process does`, shown.join('; '), remedy)
}

// A worker's part in one run: its hands, once they are known to compute as the driver does.

import { fail } from '@assent/autodiff'
import { differences } from '../protocol/fingerprint.js'
import type { RunMessage } from '../protocol/messages.js'
import type { Names } from '../protocol/names.js'
import type { Server } from '../server.js'
import { startHand } from './hand.js'
import { type Opener, startThread, type Thread } from './thread.js'

/** What it takes to join a run. */
export interface JoinOptions {
  readonly run: string
  readonly message: RunMessage
  /** The hands' names: one thread each. */
  readonly hands: readonly string[]
  readonly opener: Opener
  readonly server: Server
  readonly names: Names
  readonly count: (tasks: number, seconds: number) => void
}

/** A worker's hands in a run. */
export interface Membership {
  readonly hands: readonly string[]
  readonly lock: number
  /** Finishes what they are at. */
  leave(): Promise<void>
}

/**
 * Opens the run's problem in as many threads as there are hands.
 *
 * @throws AssentError when the problem cannot be opened here, or when this machine would compute other bits
 */
export async function joinRun({ run, message, hands, opener, server, names, count }: JoinOptions): Promise<Membership> {
  const threads = hands.map((name) => ({ name, thread: startThread({ opener, problem: message.problem }) }))
  const end = (all: readonly { readonly thread: Thread }[]) => Promise.all(all.map(({ thread }) => thread.end()))
  try {
    const opened = await Promise.all(threads.map(async ({ name, thread }) => ({ name, thread, opened: await thread.opened })))
    for (const { opened: own } of opened) {
      const [difference] = differences(own.fingerprint, message.fingerprint)
      if (difference !== undefined) fail('this worker', 'what the driver has', difference, 'install the same')
    }
    const working = opened.map((own) => startHand({ ...own, run, message, names, server, count }))
    return {
      hands,
      lock: message.lock,
      leave: async () => {
        await Promise.all(working.map((hand) => hand.close()))
        await end(threads)
      },
    }
  } catch (error) {
    await end(threads)
    throw error
  }
}

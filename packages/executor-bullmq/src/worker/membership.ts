// A worker's part in one run: its hands, once they are known to compute as the driver does.

import { fail } from '@assent/autodiff'
import { checkAlike, takeVersions } from '../protocol/fingerprint.js'
import type { ErrandsMessage, RunMessage, TasksMessage } from '../protocol/messages.js'
import type { Names } from '../protocol/names.js'
import type { Server } from '../server.js'
import { startErrandHand } from './errand-hand.js'
import { startErrandThread } from './errand-thread.js'
import { startHand } from './hand.js'
import { type Opener, startThread, type Thread } from './thread.js'

/** What it takes to join a run. */
export interface JoinOptions {
  readonly run: string
  readonly message: RunMessage
  /** The hands' names: one thread each. */
  readonly hands: readonly string[]
  readonly opener: Opener
  /** Undefined where this worker does no errands. */
  readonly errand: Opener | undefined
  readonly server: Server
  readonly names: Names
  readonly count: (tasks: number, seconds: number) => void
}

/** A worker's hands in a run. */
export interface Membership {
  readonly hands: readonly string[]
  readonly lock: number
  /** Finishes what they are at, or has it saved. */
  leave(): Promise<void>
}

/** @throws AssentError when the run's work cannot be done here, or when this machine would compute other bits */
export function joinRun({ message, ...options }: JoinOptions): Promise<Membership> {
  return message.work === 'tasks' ? joinTasks(message, options) : joinErrands(message, options)
}

type Joining = Omit<JoinOptions, 'message'>

/** Opens the run's problem in as many threads as there are hands. */
async function joinTasks(message: TasksMessage, { hands, opener, ...options }: Joining): Promise<Membership> {
  const threads = hands.map((name) => ({ name, thread: startThread({ opener, problem: message.problem }) }))
  const end = (all: readonly { readonly thread: Thread }[]) => Promise.all(all.map(({ thread }) => thread.end()))
  try {
    const opened = await Promise.all(threads.map(async ({ name, thread }) => ({ name, thread, opened: await thread.opened })))
    for (const { opened: own } of opened) checkAlike(own.fingerprint, message.fingerprint)
    const working = opened.map((own) => startHand({ ...own, ...options, message }))
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

/** What an errand is about is opened when there is one. */
async function joinErrands({ versions, lock }: ErrandsMessage, { hands, errand, ...options }: Joining): Promise<Membership> {
  if (errand === undefined) return fail('this worker', 'an errand function', 'none', 'serve({ errand }), or split meta-batches')
  checkAlike(takeVersions(), versions)
  const working = hands.map((name) => {
    const thread = startErrandThread(errand)
    return { thread, hand: startErrandHand({ ...options, name, lock, thread }) }
  })
  return {
    hands,
    lock,
    leave: async () => {
      await Promise.all(working.map(({ hand }) => hand.close()))
      await Promise.all(working.map(({ thread }) => thread.end()))
    },
  }
}

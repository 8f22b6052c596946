// Asks the hands, and believes nothing but answers that are whole: lost, late, doubled and damaged ones do no harm.

import { AssentError } from '@assent/autodiff'
import type { Problem } from '@assent/core'
import { toError } from '@assent/core/tools'
import type { Answer } from '../protocol/answer.js'
import type { Vectors } from '../protocol/layout.js'
import { type DoneMessage, readDone } from '../protocol/messages.js'
import { createSuspects } from './believe.js'
import { type Desk, giveOutAgain, isOut, look } from './desk.js'
import { createJobs } from './jobs.js'
import { createOwnAnswers } from './own-answer.js'
import { startPatrol } from './patrol.js'
import type { Run } from './run.js'
import { type Asked, type Work, workOn } from './work.js'

/** Who asks the hands of a run. */
export interface Gatherer {
  /**
   * The answers, in the order of the requests.
   *
   * @throws AssentError when work has failed too often, when workers differ in bits, when nobody is left, or when the server is
   *   away for too long; what a task itself throws
   */
  gather(asked: readonly Asked[]): Promise<Answer[]>
  /** Takes the answers of the last meta-step from the server. Those of one that was not finished stay, for whoever resumes. */
  forget(): Promise<void>
  close(): Promise<void>
}

export async function createGatherer(problem: Problem, run: Run, vectors: Vectors): Promise<Gatherer> {
  const own = createOwnAnswers(problem, run.vectors)
  const desk: Desk = { run, jobs: createJobs(run), suspects: createSuspects(run.tell), pending: new Map(), ownAnswer: own.answer }
  const stopListening = await listen(desk)
  const stopPatrol = startPatrol(desk)
  const ask = (asked: Asked): Work => {
    const work = workOn(asked, vectors)
    const same = desk.pending.get(work.name)
    if (same) return same
    desk.pending.set(work.name, work)
    attend(work, begin(desk, work, !hasBegun))
    return work
  }
  const fetched: string[] = []
  let hasBegun = false
  return {
    gather: async (asked) => {
      const works = asked.map(ask)
      fetched.push(...works.map(({ name }) => run.names.answer(name)))
      try {
        return await Promise.all(works.map(({ answer }) => answer))
      } finally {
        for (const work of works) if (isOut(desk, work)) desk.pending.delete(work.name)
      }
    },
    forget: async () => {
      const old = fetched.splice(0)
      hasBegun ||= old.length > 0
      if (old.length > 0) await run.server.ask((redis) => redis.unlink(...old))
    },
    close: async () => {
      stopPatrol()
      stopListening()
      await own.close()
      await desk.jobs.close()
    },
  }
}

/** An error on the way to an answer is the answer's. */
function attend(work: Work, action: Promise<void>): void {
  action.catch((error: Error) => work.reject(error))
}

/** In a driver's first meta-step the answer may be there already: one that was stopped has asked for it. */
async function begin(desk: Desk, work: Work, mayBeThere: boolean): Promise<void> {
  if (mayBeThere) await look(desk, work)
  if (!isOut(desk, work) || work.job) return
  const { holder } = work
  const hands = await desk.run.hands()
  await desk.jobs.giveOut(work, holder !== undefined && hands.has(holder) && desk.suspects.trusts(holder) ? holder : undefined)
}

/** Hears from hands that are done; who hears nothing is found by the patrol. */
async function listen(desk: Desk): Promise<() => void> {
  const { server, names, id } = desk.run
  const ear = server.redis.duplicate()
  ear.on('error', () => {}) // The server's loss is noticed by those who ask it.
  ear.on('message', (_channel: string, text: string) => {
    const message = readDone('a message', text)
    if (message) hear(desk, message)
  })
  await server.ask(() => ear.subscribe(names.done(id)))
  return () => ear.disconnect()
}

function hear(desk: Desk, { request, hand, failure, divergesFrom }: DoneMessage): void {
  if (divergesFrom !== undefined) {
    for (const work of desk.pending.values()) work.reject(divergence(hand, divergesFrom))
    return
  }
  const work = desk.pending.get(request)
  if (work === undefined) return
  work.heardFrom = hand
  attend(work, failure ? hearFailure(desk, work, hand, toError(failure)) : look(desk, work))
}

/** An error of the task itself comes again with every try: the second time it is believed. */
async function hearFailure(desk: Desk, work: Work, hand: string, error: Error): Promise<void> {
  if (error instanceof AssentError && work.reasons.some((reason) => reason.endsWith(error.message))) throw error
  await giveOutAgain(desk, work, `${hand}: ${error.message}`, hand)
}

function divergence(hand: string, other: string): AssentError {
  return new AssentError({
    where: 'the cluster',
    expected: 'the same bits from every worker for the same tasks',
    found: `others from worker ${hand} than from ${other}`,
    remedy: 'one of them computes wrongly: find out which, for instance with assent doctor, and leave it out',
  })
}

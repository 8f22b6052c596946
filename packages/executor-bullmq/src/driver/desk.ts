// What is out, and what happens to it until its answer is believed: looked at, refused, given out again, given up.

import { setTimeout as pause } from 'node:timers/promises'
import { AssentError } from '@assent/autodiff'
import type { Suspects } from './believe.js'
import type { Jobs } from './jobs.js'
import type { Run } from './run.js'
import type { Work } from './work.js'

/** What is out, and all that it takes to get it back. */
export interface Desk<Own extends Work = Work> {
  readonly run: Run
  readonly jobs: Jobs
  readonly suspects: Suspects
  /** By its names. */
  readonly pending: Map<string, Own>
  /** Looks whether there is an answer, and whether it can be believed; then the work is no longer out. */
  readonly lookOnce: (work: Own) => Promise<void>
}

/** Whether it is still waited for. */
export const isOut = <Own extends Work>({ pending }: Pick<Desk<Own>, 'pending'>, work: Own): boolean =>
  pending.get(work.name) === work

/** Looks at the answer, one look at a time. */
export async function look<Own extends Work>(desk: Desk<Own>, work: Own): Promise<void> {
  if (work.looking) {
    work.looking = 'again'
    return
  }
  try {
    do {
      work.looking = 'now'
      await desk.lookOnce(work)
    } while (wantsAnother(work) && isOut(desk, work))
  } finally {
    work.looking = undefined
  }
}

/** Whether a message came meanwhile. */
const wantsAnother = ({ looking }: Work): boolean => looking === 'again'

/** An error on the way to an answer is the answer's. */
export function attend(work: Work, action: Promise<void>): void {
  action.catch((error: Error) => work.reject(error))
}

/** An answer that is not believed is taken away, and the work is given out again. */
export async function refuseAnswer<Own extends Work>(
  desk: Desk<Own>,
  work: Own,
  { hand, reason, isWrong }: { readonly hand: string; readonly reason: string; readonly isWrong: boolean },
): Promise<void> {
  const { run, suspects } = desk
  if (isWrong) suspects.blame(hand)
  run.tell({ kind: 'refused', text: `${work.place}, the answer of worker ${hand}: ${reason}` })
  await run.server.ask((redis) => redis.unlink(run.names.answer(work.name)))
  await run.server.ask((redis) => redis.hincrby(run.names.wrongAnswers(run.id), hand, 1))
  await giveOutAgain(desk, work, `${hand}: ${reason}`, hand)
}

/** An error of the work itself comes again with every try: the second time it is believed. */
export async function hearFailure<Own extends Work>(desk: Desk<Own>, work: Own, hand: string, error: Error): Promise<void> {
  if (error instanceof AssentError && work.reasons.some((reason) => reason.endsWith(error.message))) throw error
  await giveOutAgain(desk, work, `${hand}: ${error.message}`, hand)
}

/** Gives work out once more, after a pause; to somebody with whom it has not failed, where there is somebody. */
export async function giveOutAgain<Own extends Work>(desk: Desk<Own>, work: Own, reason: string, hand?: string): Promise<void> {
  const { run, jobs, suspects } = desk
  work.reasons.push(reason)
  if (hand !== undefined) work.failedWith.add(hand)
  if (work.reasons.length >= FAILURES) throw givenUp(work)
  run.tell({ kind: 'retried', text: `${work.place}, given out again: ${reason}` })
  await pause(25 * 2 ** work.reasons.length)
  const others = [...(await run.hands()).keys()].filter((name) => !work.failedWith.has(name) && suspects.trusts(name))
  if (isOut(desk, work)) await jobs.giveOut(work, work.failedWith.size === 0 ? undefined : others[work.attempts % others.length])
}

/** How often the same work may fail before the run ends. */
const FAILURES = 4

function givenUp({ place, reasons }: Work): AssentError {
  return new AssentError({
    where: 'the cluster',
    expected: `an answer for ${place}`,
    found: `${FAILURES} failures (${reasons.join('; ')})`,
    remedy: 'look at the workers that are named, and resume the run from its checkpoint',
  })
}

/** Two hands have done the same work, and not to the same bits. */
export function divergence(hand: string, other: string): AssentError {
  return new AssentError({
    where: 'the cluster',
    expected: 'the same bits from every worker for the same tasks',
    found: `others from worker ${hand} than from ${other}`,
    remedy: 'one of them computes wrongly: find out which, for instance with assent doctor, and leave it out',
  })
}

// What is out, and how an answer to it comes to be believed.

import { setTimeout as pause } from 'node:timers/promises'
import { AssentError } from '@assent/autodiff'
import { type Answer, answerLength, haveSameContent } from '../protocol/answer.js'
import { judge, type Suspects } from './believe.js'
import type { Jobs } from './jobs.js'
import type { Run } from './run.js'
import { placeOf, type Work } from './work.js'

/** What is out, and all that it takes to get it back. */
export interface Desk {
  readonly run: Run
  readonly jobs: Jobs
  readonly suspects: Suspects
  /** By the names of the requests. */
  readonly pending: Map<string, Work>
  /** What is out, computed here. */
  readonly ownAnswer: (work: Work) => Promise<Answer>
}

/** Whether it is still waited for. */
export const isOut = ({ pending }: Desk, work: Work): boolean => pending.get(work.name) === work

/** Looks whether there is an answer, and whether it can be believed. */
export async function look(desk: Desk, work: Work): Promise<void> {
  if (work.looking) {
    work.looking = 'again'
    return
  }
  try {
    do {
      work.looking = 'now'
      await lookOnce(desk, work)
    } while (wantsAnother(work) && isOut(desk, work))
  } finally {
    work.looking = undefined
  }
}

/** Whether a message came meanwhile. */
const wantsAnother = ({ looking }: Work): boolean => looking === 'again'

async function lookOnce(desk: Desk, work: Work): Promise<void> {
  const { run, suspects, pending } = desk
  const { server, names, tell } = run
  const key = names.answer(work.name)
  // One byte more than is right shows that an answer is too long, however long it is.
  const bytes = await server.ask((redis) => redis.getrangeBuffer(key, 0, answerLength(work.expected)))
  if (!isOut(desk, work)) return
  const verdict = judge(bytes, work.expected, suspects.trusts)
  if (verdict.kind === 'absent') return
  if (verdict.kind === 'refused') {
    const { hand = work.heardFrom ?? 'unknown', reason, isWrong } = verdict
    if (isWrong) suspects.blame(hand)
    tell({ kind: 'refused', text: `${placeOf(work)}, the answer of worker ${hand}: ${reason}` })
    await server.ask((redis) => redis.unlink(key))
    await server.ask((redis) => redis.hincrby(names.wrongAnswers(run.id), hand, 1))
    return giveOutAgain(desk, work, `${hand}: ${reason}`, hand)
  }
  const answer = verdict.kind === 'believed' ? verdict.answer : await compareWithOwn(desk, work, verdict.answer)
  pending.delete(work.name)
  work.resolve(answer)
}

/** The answer as it is computed here; whoever gave another was wrong. */
async function compareWithOwn({ ownAnswer, suspects, run }: Desk, work: Work, found: Answer): Promise<Answer> {
  const own = await ownAnswer(work)
  if (!haveSameContent(own, found)) {
    suspects.blame(found.hand)
    run.tell({ kind: 'refused', text: `${placeOf(work)}, the answer of worker ${found.hand}: not finite, which it is not here` })
  }
  return { ...own, hand: found.hand }
}

/** Gives work out once more, after a pause; to somebody with whom it has not failed, where there is somebody. */
export async function giveOutAgain(desk: Desk, work: Work, reason: string, hand?: string): Promise<void> {
  const { run, jobs, suspects } = desk
  work.reasons.push(reason)
  if (hand !== undefined) work.failedWith.add(hand)
  if (work.reasons.length >= FAILURES) throw givenUp(work)
  run.tell({ kind: 'retried', text: `${placeOf(work)}, given out again: ${reason}` })
  await pause(25 * 2 ** work.reasons.length)
  const others = [...(await run.hands()).keys()].filter((name) => !work.failedWith.has(name) && suspects.trusts(name))
  if (isOut(desk, work)) await jobs.giveOut(work, work.failedWith.size === 0 ? undefined : others[work.attempts % others.length])
}

/** How often the same work may fail before the run ends. */
const FAILURES = 4

function givenUp(work: Work): AssentError {
  return new AssentError({
    where: 'the cluster',
    expected: `an answer for ${placeOf(work)}`,
    found: `${FAILURES} failures (${work.reasons.join('; ')})`,
    remedy: 'look at the workers that are named, and resume the run from its checkpoint',
  })
}

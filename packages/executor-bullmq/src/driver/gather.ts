// Asks the hands, and believes nothing but answers that are whole: lost, late, doubled and damaged ones do no harm.

import type { Problem } from '@assent/core'
import { toError } from '@assent/core/tools'
import { type Answer, answerLength, haveSameContent } from '../protocol/answer.js'
import type { Vectors } from '../protocol/layout.js'
import { type DoneMessage, readDone } from '../protocol/messages.js'
import { type Audit, createAudit } from './audit.js'
import { createSuspects, judge, type Suspects } from './believe.js'
import { type Asked, type BlockWork, workOn } from './block-work.js'
import { attend, type Desk, divergence, hearFailure, isOut, look, refuseAnswer } from './desk.js'
import { createJobs } from './jobs.js'
import { listen } from './listen.js'
import { createOwnAnswers, type OwnAnswers } from './own-answer.js'
import { startPatrol } from './patrol.js'
import type { Run } from './run.js'

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

export interface GathererOptions {
  readonly problem: Problem
  readonly run: Run
  readonly vectors: Vectors
  /** The share of answers that are computed again here. */
  readonly audit: number
}

export async function createGatherer({ problem, run, vectors, audit }: GathererOptions): Promise<Gatherer> {
  const own = createOwnAnswers(problem, run.vectors)
  const checks = { own, audit: createAudit(own, audit) }
  const suspects = createSuspects(run.tell)
  const pending = new Map<string, BlockWork>()
  const desk: Desk<BlockWork> = {
    run,
    jobs: createJobs(run),
    suspects,
    pending,
    lookOnce: (work) => lookOnce(desk, checks, work),
  }
  const stopListening = await listen(run, (text) => {
    const message = readDone('a message', text)
    if (message) hear(desk, message)
  })
  const stopPatrol = startPatrol(desk)
  const ask = (asked: Asked): BlockWork => {
    const work = workOn(asked, vectors)
    const same = pending.get(work.name)
    if (same) return same
    pending.set(work.name, work)
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
        for (const work of works) if (isOut(desk, work)) pending.delete(work.name)
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

/** In a driver's first meta-step the answer may be there already: one that was stopped has asked for it. */
async function begin(desk: Desk<BlockWork>, work: BlockWork, mayBeThere: boolean): Promise<void> {
  if (mayBeThere) await look(desk, work)
  if (!isOut(desk, work) || work.job) return
  const { holder } = work
  const hands = await desk.run.hands()
  await desk.jobs.giveOut(work, holder !== undefined && hands.has(holder) && desk.suspects.trusts(holder) ? holder : undefined)
}

function hear(desk: Desk<BlockWork>, { request, hand, failure, divergesFrom }: DoneMessage): void {
  if (divergesFrom !== undefined) {
    for (const work of desk.pending.values()) work.reject(divergence(hand, divergesFrom))
    return
  }
  const work = desk.pending.get(request)
  if (work === undefined) return
  work.heardFrom = hand
  attend(work, failure ? hearFailure(desk, work, hand, toError(failure)) : look(desk, work))
}

/** What an answer is compared with. */
interface Checks {
  readonly own: OwnAnswers
  readonly audit: Audit
}

async function lookOnce(desk: Desk<BlockWork>, { own, audit }: Checks, work: BlockWork): Promise<void> {
  const { run, suspects, pending } = desk
  const key = run.names.answer(work.name)
  // One byte more than is right shows that an answer is too long, however long it is.
  const bytes = await run.server.ask((redis) => redis.getrangeBuffer(key, 0, answerLength(work.expected)))
  if (!isOut(desk, work)) return
  const verdict = judge(bytes, work.expected, suspects.trusts)
  if (verdict.kind === 'absent') return
  if (verdict.kind === 'refused')
    return refuseAnswer(desk, work, { ...verdict, hand: verdict.hand ?? work.heardFrom ?? 'unknown' })
  const isDoubtful = verdict.kind === 'doubtful'
  const answer = isDoubtful ? await compareWithOwn(run, suspects, own, work, verdict.answer) : verdict.answer
  if (!isDoubtful) await audit(work, answer)
  pending.delete(work.name)
  work.resolve(answer)
}

/** The answer as it is computed here; whoever gave another was wrong. */
async function compareWithOwn(run: Run, suspects: Suspects, own: OwnAnswers, work: BlockWork, found: Answer): Promise<Answer> {
  const right = await own.answer(work)
  if (!haveSameContent(right, found)) {
    suspects.blame(found.hand)
    run.tell({ kind: 'refused', text: `${work.place}, the answer of worker ${found.hand}: not finite, which it is not here` })
  }
  return { ...right, hand: found.hand }
}

// Finds what no message tells: workers that died or froze, a server that was wiped, nobody left.

import { AssentError } from '@assent/autodiff'
import { type Desk, giveOutAgain, isOut, look } from './desk.js'
import type { Work } from './work.js'

/** Looks after what is out, twice within a lock; returns what ends it. */
export function startPatrol<Own extends Work>(desk: Desk<Own>): () => void {
  const { run, pending } = desk
  let isUnderWay = false
  let lastSeen = performance.now()
  const round = async (): Promise<void> => {
    if (pending.size === 0) {
      lastSeen = performance.now()
      return
    }
    await run.restore()
    const hands = await run.hands()
    if (hands.size > 0) lastSeen = performance.now()
    else if (performance.now() - lastSeen > 1000 * run.server.patience) throw nobodyLeft(run.server.patience)
    for (const work of pending.values()) await lookAfter(desk, work, hands)
  }
  const timer = setInterval(() => {
    if (isUnderWay) return
    isUnderWay = true
    round()
      .catch((error: Error) => {
        for (const work of pending.values()) work.reject(error)
      })
      .finally(() => {
        isUnderWay = false
      })
  }, run.lock / 2)
  return () => clearInterval(timer)
}

async function lookAfter<Own extends Work>(desk: Desk<Own>, work: Own, hands: ReadonlyMap<string, unknown>): Promise<void> {
  const { jobs } = desk
  const { job } = work
  await look(desk, work)
  const isWaiting = () => isOut(desk, work) && work.job === job && job !== undefined
  if (!isWaiting()) return
  const state = await jobs.stateOf(work, hands)
  if (!isWaiting() || state === 'under way') return
  if (state === 'failed') await giveOutAgain(desk, work, 'workers died of it, or froze')
  else await jobs.giveOut(work, undefined)
}

function nobodyLeft(patience: number): AssentError {
  const remedy = 'start some, and resume the run from its checkpoint'
  return new AssentError({ where: 'the cluster', expected: 'workers', found: `none for ${patience} s`, remedy }, 'missing')
}

// Web workers as a pool. Values travel, so that a page needs no headers that isolate it, as shared memory would.

import { failureToStart, type Pool } from '../crew.js'
import type { Layout } from '../layout.js'
import type { Answer, Share } from '../shares.js'
import { type Hand, openHand, type WebWorker } from './hand.js'
import { type Parcels, parcelsOf } from './parcels.js'
import { openTurns } from './turns.js'

/** Starts `size` workers. */
export function openWebPool(where: string, layout: Layout, create: () => WebWorker, size: number): Pool {
  const { program, precision, backendName } = layout
  const work = { program, precision, backendName }
  let onStillborn: (why: string) => void = () => {}
  const broken = new Promise<never>((_, reject) => {
    onStillborn = (why) => reject(failureToStart(where, why, "see that the worker's script is in place and calls serve"))
  })
  const turns = openTurns(size, (number) => openHand({ number, create, work, onStillborn }))
  const parcels = parcelsOf(layout)
  /** Workers that were ended, by the shares that they were at. */
  const ended = new Map<Share | undefined, number>()
  const run = async (share: Share | undefined, signal: AbortSignal) => {
    const hand = await turns.take(signal)
    const abort = () => {
      ended.set(share, hand.number)
      hand.end('it took too long')
    }
    signal.addEventListener('abort', abort)
    try {
      return await runOn(hand, parcels, share)
    } finally {
      signal.removeEventListener('abort', abort)
      turns.release(hand)
    }
  }
  const workerAt = (share: Share | undefined) => {
    const number = ended.get(share) ?? 0
    ended.delete(share)
    return number
  }
  return { run, broken, workerAt, close: turns.close }
}

async function runOn(hand: Hand, parcels: Parcels, share: Share | undefined): Promise<Answer> {
  const opened = await hand.opened
  if (share === undefined || opened.failure) return opened
  const answer = await hand.ask({ assent: 'share', count: share.count, parcel: parcels.pack(share) })
  if (answer.parcel) parcels.unpack(share, answer.parcel)
  return answer
}

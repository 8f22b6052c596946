// Workers that are free, and who waits for one: first come, first served.

import type { Hand } from './hand.js'

export interface Turns {
  /** Resolves with a free worker, which is alive unless all were closed; rejects when the signal aborts before. */
  take(signal: AbortSignal): Promise<Hand>
  release(hand: Hand): void
  /** Ends all workers. */
  close(): void
}

/** Starts `size` workers, and others in the place of those that are gone. */
export function openTurns(size: number, start: (number: number) => Hand): Turns {
  let started = 0
  const hands = new Set<Hand>()
  const hire = () => {
    const hand = start(++started)
    hands.add(hand)
    return hand
  }
  const free = Array.from({ length: size }, hire)
  const waiting = new Set<(hand: Hand) => void>()
  let isClosed = false
  const lively = (hand: Hand) => {
    if (isClosed || !hand.isGone()) return hand
    hands.delete(hand)
    return hire()
  }
  const next = (signal: AbortSignal) =>
    new Promise<Hand>((resolve, reject) => {
      const hand = free.shift()
      if (hand) return resolve(hand)
      waiting.add(resolve)
      signal.addEventListener('abort', () => waiting.delete(resolve) && reject(new Error('none was free')))
    })
  return {
    take: async (signal) => {
      signal.throwIfAborted()
      return lively(await next(signal))
    },
    release: (hand) => {
      const [first] = waiting
      if (first === undefined) free.push(hand)
      else if (waiting.delete(first)) first(hand)
    },
    close: () => {
      isClosed = true
      for (const hand of hands) hand.end('the session was closed')
    },
  }
}

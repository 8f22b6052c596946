// Which answers are believed: those that are whole, finite, and from hands that have not been wrong too often.

import { type Answer, type Expectation, handOf, isAllFinite, readAnswer } from '../protocol/answer.js'
import type { ClusterEvent } from './events.js'

/** What to make of the bytes of an answer. */
export type Verdict =
  | { readonly kind: 'absent' }
  | { readonly kind: 'believed'; readonly answer: Answer }
  /** Not finite: right where the run diverges, wrong where it is the worker's fault. */
  | { readonly kind: 'doubtful'; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly hand: string | undefined; readonly reason: string; readonly isWrong: boolean }

/** Judges an answer by itself: whether its values are the right ones, only whoever computes them again can tell. */
export function judge(bytes: Buffer, expected: Expectation, trusts: (hand: string) => boolean): Verdict {
  if (bytes.length === 0) return { kind: 'absent' }
  const answer = readAnswer(bytes, expected)
  if (typeof answer === 'string') return { kind: 'refused', hand: nameIn(bytes), reason: `wrong ${answer}`, isWrong: true }
  const { hand } = answer
  if (!trusts(hand)) return { kind: 'refused', hand, reason: 'its answers are not believed any more', isWrong: false }
  return { kind: isAllFinite(answer) ? 'believed' : 'doubtful', answer }
}

/** The bytes may be anything. */
function nameIn(bytes: Buffer): string | undefined {
  const name = bytes.length >= 56 ? handOf(bytes) : ''
  return /^[\w-]{1,16}$/.test(name) ? name : undefined
}

/** How many wrong answers a hand may give. */
const WRONG_ANSWERS = 3

/** Which hands have been wrong too often. */
export interface Suspects {
  trusts(hand: string): boolean
  /** Counts a wrong answer. */
  blame(hand: string): void
}

export function createSuspects(tell: (event: ClusterEvent) => void): Suspects {
  const wrong = new Map<string, number>()
  const countOf = (hand: string) => wrong.get(hand) ?? 0
  return {
    trusts: (hand) => countOf(hand) < WRONG_ANSWERS,
    blame: (hand) => {
      wrong.set(hand, countOf(hand) + 1)
      if (countOf(hand) === WRONG_ANSWERS)
        tell({ kind: 'left-out', text: `worker ${hand} is left out after ${WRONG_ANSWERS} wrong answers` })
    },
  }
}

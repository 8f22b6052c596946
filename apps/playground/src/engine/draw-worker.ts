// The worker of the drawing screen: learns from the drawings, and guesses.

import { simd } from '@assent/backend-simd'
import { type Doodles, type Drawing, type Example, openDoodles } from './doodles.js'
import type { Failed } from './failure.js'
import { fetchBytes, meetLatest } from './latest.js'

export interface ToDraw {
  readonly examples: readonly Example[]
  readonly innerSteps: number
  /** What to guess; undefined for nothing. */
  readonly guess: Drawing | undefined
}

export interface Answer {
  readonly kind: 'answer'
  readonly losses: readonly number[]
  readonly guesses: readonly number[] | undefined
  /** Of learning and guessing together. */
  readonly milliseconds: number
}

export type FromDraw = { readonly kind: 'opened'; readonly earned: Doodles['earned'] } | Answer | Failed

async function open(): Promise<Doodles> {
  const bytes = await fetchBytes(new URL('../../models/doodles.safetensors', import.meta.url))
  const doodles = openDoodles(bytes, await simd())
  const opened: FromDraw = { kind: 'opened', earned: doodles.earned }
  postMessage(opened)
  return doodles
}

const opened = open()
opened.catch(() => {}) // Every wish tells of it.

/** Whether two wishes are to be learned from the same. */
function isSameLesson(a: ToDraw, b: ToDraw): boolean {
  return (
    a.innerSteps === b.innerSteps &&
    a.examples.length === b.examples.length &&
    a.examples.every(({ label, drawing }, i) => {
      const other = b.examples[i]
      return other?.label === label && drawing.every((value, place) => value === other.drawing[place])
    })
  )
}

let lesson: { readonly of: ToDraw; readonly losses: readonly number[] } | undefined

meetLatest<ToDraw, Answer>(async (wish) => {
  const doodles = await opened
  const started = performance.now()
  if (!lesson || !isSameLesson(lesson.of, wish)) {
    lesson = undefined
    lesson = { of: wish, losses: await doodles.learn(wish.examples, wish.innerSteps) }
  }
  const guesses = wish.guess && (await doodles.guess(wish.guess))
  return { kind: 'answer', losses: lesson.losses, guesses, milliseconds: performance.now() - started }
})

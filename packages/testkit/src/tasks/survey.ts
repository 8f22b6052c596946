// One walk through a source's episodes, as many as the time allows, before the eyes of all checks: a fault in one episode of
// hundreds is seen, and no episode is drawn for one check alone.

import { createRng, type Episode, type Split, type TaskSource } from '@assent/core'
import { timeBudget } from '../budget.js'
import type { Check } from '../check.js'

/** Of each split. */
const [LEAST, MOST, MILLISECONDS] = [20, 2000, 2000]
/** Of a source that was found broken: enough to see what else is. */
const BROKEN = 100

/** An episode, and the way to draw it again. */
export interface Drawn {
  readonly split: Split
  readonly index: number
  readonly episode: Episode
  draw(): Episode
}

/** Looks at one episode after the other, and at last back at all; throws what is broken. */
export interface Judge {
  readonly name: string
  see?(drawn: Drawn): void
  end?(): void
}

/** The first checks that run make the walk; each judge's check throws what that judge threw first. */
export function surveyChecks(source: TaskSource, splits: readonly Split[], judges: readonly Judge[]): Check[] {
  let walked: ReadonlyMap<Judge, unknown> | undefined
  return judges.map((judge) => ({
    name: judge.name,
    run: () => {
      walked ??= walk(source, splits, judges)
      if (walked.has(judge)) throw walked.get(judge)
    },
  }))
}

function walk(source: TaskSource, splits: readonly Split[], judges: readonly Judge[]): Map<Judge, unknown> {
  const failures = new Map<Judge, unknown>()
  const ask = (judge: Judge, act: () => void) => {
    if (failures.has(judge)) return
    try {
      act()
    } catch (error) {
      failures.set(judge, error)
    }
  }
  const timeLeft = timeBudget(MILLISECONDS)
  for (let index = 0; index < LEAST || (index < (failures.size > 0 ? BROKEN : MOST) && timeLeft()); index++) {
    for (const split of splits) {
      const draw = () => source.sample(split, createRng(7, 'episode', split, index))
      const drawn = { split, index, episode: draw(), draw }
      for (const judge of judges) ask(judge, () => judge.see?.(drawn))
    }
  }
  for (const judge of judges) ask(judge, () => judge.end?.())
  return failures
}

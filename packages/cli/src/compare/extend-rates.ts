// A rate is a method's best only once worse ones lie on both sides of it, or the next one diverges. Where the grid ends before,
// it goes on.

import type { Trial } from '../records/comparison-record.js'
import type { OuterRates } from './outer-rates.js'

/** Where a method's best rate lies among those that were tried; `alone` where there is but one. */
export type RateEnd = 'interior' | 'next diverges' | 'largest' | 'smallest' | 'alone'

/** A method and the rates that were tried for it. */
export interface Tried {
  readonly name: string
  readonly trials: readonly Trial[]
  /** The rate that validation tasks prefer; undefined when every rate diverged. */
  readonly best: number | undefined
}

/** Rates of a method that are tried at most. */
const MOST_RATES = 16

/** @returns undefined when every rate diverged */
export function endOf({ trials, best }: Omit<Tried, 'name'>): RateEnd | undefined {
  if (trials.length < 2) return 'alone'
  if (best === undefined) return undefined
  const { larger, smaller } = around(trials, best)
  if (smaller === undefined) return 'smallest'
  if (larger === undefined) return 'largest'
  return larger.diverged === undefined ? 'interior' : 'next diverges'
}

/** By method, a rate to try beyond the end of its grid at which its best is: as far from it as the last two are from each other. */
export function nextRates(tried: readonly Tried[]): Map<string, number> {
  return new Map(
    tried.flatMap((method) => {
      const rate = nextRate(method)
      return rate === undefined ? [] : [[method.name, rate] as const]
    }),
  )
}

/** The rates of a comparison, with one more for some methods. */
export function withRates({ all, own }: OuterRates, tried: readonly Tried[], next: ReadonlyMap<string, number>): OuterRates {
  const extended = new Map(own)
  for (const { name, trials } of tried) {
    const rate = next.get(name)
    if (rate !== undefined) extended.set(name, [...ratesIn(trials), rate])
  }
  return { all, own: extended }
}

function nextRate({ trials, best }: Tried): number | undefined {
  const rates = ratesIn(trials).sort((a, b) => a - b)
  if (rates.length < 2 || rates.length >= MOST_RATES) return undefined
  const [first = 0, second = 0, last = 0, before = 0] = [rates[0], rates[1], rates.at(-1), rates.at(-2)]
  const end = best === undefined ? 'smallest' : endOf({ trials, best })
  if (end === 'smallest' && first > 0) return rounded((first * first) / second)
  if (end === 'largest' && before > 0) return rounded((last * last) / before)
  return undefined
}

function ratesIn(trials: readonly Trial[]): number[] {
  return trials.flatMap(({ outerRate }) => outerRate ?? [])
}

/** Folders are named by rates: without the noise of their last digits. */
function rounded(rate: number): number {
  return Number(rate.toPrecision(6))
}

function around(trials: readonly Trial[], best: number) {
  const sorted = [...trials].sort((a, b) => Number(a.outerRate) - Number(b.outerRate))
  const place = sorted.findIndex(({ outerRate }) => outerRate === best)
  return { smaller: sorted[place - 1], larger: sorted[place + 1] }
}

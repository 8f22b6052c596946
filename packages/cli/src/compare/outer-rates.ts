// The outer rates that a comparison tries: the same for all methods, or each method's own, as rates that suit one may be an order
// of magnitude from those that suit another.

import { fail } from '@assent/core'
import { suggestName } from '@assent/core/tools'
import { rate } from '../arguments.js'

/** Rates by the name of a method, or of its weighting or learner, with or without its options. */
export interface OuterRates {
  /** For methods that are not named. */
  readonly all: readonly number[]
  readonly own: ReadonlyMap<string, readonly number[]>
}

export const NO_RATES: OuterRates = { all: [], own: new Map() }

/**
 * Reads `1,2,whitened=8,16,uniform=1`: rates after a name are that method's, those before any are for all others.
 *
 * @throws AssentError when a rate is no finite number of at least 0, or stands twice in a list
 */
export function parseOuterRates(text: string, flag: string): OuterRates {
  const all: number[] = []
  const own = new Map<string, number[]>()
  let list = all
  for (const part of text.split(',').map((word) => word.trim())) {
    const at = part.lastIndexOf('=')
    const name = part.slice(0, Math.max(at, 0))
    if (name !== '') {
      list = own.get(name) ?? []
      own.set(name, list)
    }
    const value = rate(part.slice(at + 1), flag)
    if (list.includes(value)) fail(flag, 'each value once', `${value} twice`, 'leave one out')
    list.push(value)
  }
  return { all, own }
}

/** A method, as far as rates are named by it. */
interface Named {
  /** As tables show it. */
  readonly name: string
  readonly learner: string | undefined
  readonly weighting: string | undefined
}

/** The rates of a method: its own by its full name first, then by its bare name, else those for all; that of the experiment if there are none. */
export function ratesOf({ all, own }: OuterRates, method: Named): readonly (number | undefined)[] {
  const name = namesOf(method).find((known) => own.has(known))
  const rates = (name === undefined ? undefined : own.get(name)) ?? all
  return rates.length > 0 ? rates : [undefined]
}

/** @throws AssentError when rates are given to a method that is not compared */
export function checkOuterRates({ own }: OuterRates, methods: readonly Named[]): void {
  const names = [...new Set(methods.flatMap(namesOf))]
  const stranger = [...own.keys()].find((name) => !names.includes(name))
  if (stranger === undefined) return
  fail('--outer-rates', `rates for all, or for ${names.join(', ')}`, `'${stranger}'`, suggestName(stranger, names))
}

function namesOf({ name, learner, weighting }: Named): string[] {
  const parts = [weighting, learner].flatMap((part) => (part === undefined ? [] : [part, part.split(':')[0] ?? part]))
  return [...new Set([name, ...parts])]
}

// The cells of a comparison: one run for every combination.

import { fail } from '@assent/core'
import { toFileName } from '../run/files.js'
import { checkOuterRates, type OuterRates, ratesOf } from './outer-rates.js'

/** What is varied. Undefined stands for what the experiment says. */
export interface Grid {
  readonly learners: readonly (string | undefined)[]
  readonly weightings: readonly (string | undefined)[]
  readonly backends: readonly (string | undefined)[]
  readonly outerRates: OuterRates
  readonly seeds: readonly (number | undefined)[]
}

/** One run of a comparison. */
export type Cell = { readonly [Part in 'learner' | 'weighting' | 'backend']: string | undefined } & {
  readonly outerRate: number | undefined
  readonly seed: number | undefined
}

/**
 * Every combination, the first of each list first.
 *
 * @throws AssentError when a list names something twice
 */
export function cellsOf(grid: Grid): Cell[] {
  const { outerRates, ...lists } = grid
  for (const [list, values] of Object.entries<readonly unknown[]>(lists)) {
    const twice = values.find((value, place) => values.indexOf(value) !== place)
    if (twice !== undefined) fail(`--${toFlag(list)}`, 'each value once', `${twice} twice`, 'leave one out')
  }
  const { learners, weightings, backends, seeds } = grid
  const methods = learners.flatMap((learner) =>
    weightings.flatMap((weighting) => backends.map((backend) => ({ learner, weighting, backend }))),
  )
  const named = methods.map((method) => ({ ...method, name: methodName(method) }))
  checkOuterRates(outerRates, named)
  return named.flatMap(({ name, ...method }) =>
    ratesOf(outerRates, { name, ...method }).flatMap((outerRate) => seeds.map((seed) => ({ ...method, outerRate, seed }))),
  )
}

const toFlag = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** What is compared: all that differs but the outer rate, which is tuned, and the seed, which is averaged over. */
export function methodName({ learner, weighting, backend }: Omit<Cell, 'outerRate' | 'seed'>): string {
  return [learner, weighting, backend && `(${backend})`].filter(Boolean).join(' ') || 'as configured'
}

/** The outer rates that are tried for the method of a cell. */
export function ratesBeside(cells: readonly { readonly cell: Cell }[], own: Cell): Set<number | undefined> {
  return new Set(cells.filter(({ cell }) => methodName(cell) === methodName(own)).map(({ cell }) => cell.outerRate))
}

/** The name of the cell's folder, unique in its grid. */
export function cellName({ learner, weighting, backend, outerRate, seed }: Cell): string {
  const parts = [learner, weighting, backend, outerRate !== undefined && `rate${outerRate}`, seed !== undefined && `s${seed}`]
  return toFileName(parts.filter(Boolean).join('-')) || 'run'
}

// Checks of options.

import { type Pair, type Shape, showShape } from '@assent/autodiff'
import { fail } from '@assent/core'

/** @throws AssentError when `value` is none of `choices`: a typo in a file would otherwise go unnoticed */
export function checkChoice(where: string, value: string, choices: readonly string[]): void {
  if (!choices.includes(value)) fail(where, choices.join(', '), `'${value}'`, 'choose one of them')
}

/** @throws AssentError when a value is no whole number of at least 1 */
export function checkCounts(where: string, counts: { readonly [option: string]: number | Pair }): void {
  for (const [option, own] of Object.entries(counts)) {
    for (const value of typeof own === 'number' ? [own] : own) {
      if (!Number.isInteger(value) || value < 1) {
        fail(`${where}.${option}`, 'a whole number of at least 1', `${value}`, 'correct the option')
      }
    }
  }
}

/** @throws AssentError when a shape has another number of axes than those that are named */
export function checkRank(where: string, shape: Shape, ranks: readonly number[], named: string): void {
  if (!ranks.includes(shape.length)) fail(where, `examples of shape ${named}`, showShape(shape), 'put another layer before it')
}

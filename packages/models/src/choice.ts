// Options that are one of a few words.

import { fail } from '@assent/core'

/** @throws AssentError when `value` is none of `choices`: a typo in a file would otherwise go unnoticed */
export function checkChoice(where: string, value: string, choices: readonly string[]): void {
  if (!choices.includes(value)) fail(where, choices.join(', '), `'${value}'`, 'choose one of them')
}

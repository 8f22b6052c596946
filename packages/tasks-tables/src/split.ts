// Which tasks are learned from, chosen on and tested on: whole tasks, or whole groups of them.

import { createRng, fail, type Split } from '@assent/core'

/** By share, drawn by a seed; or by name. */
export type SplitOptions =
  | {
      /** Share of the tasks, or of their groups, that settings are chosen on. @defaultValue 0.15 */
      readonly validation?: number
      /** Share that is tested on. @defaultValue 0.2 */
      readonly test?: number
      /** @defaultValue 1 */
      readonly seed?: number
      /** The column of the groups that stay together: a country, a family. @defaultValue every task by itself */
      readonly group?: string
    }
  | {
      /** Names of tasks, or of groups; all others are learned from. */
      readonly validation: readonly string[]
      readonly test: readonly string[]
      readonly group?: string
    }

const isNamed = (options: SplitOptions): options is Extract<SplitOptions, { readonly test: readonly string[] }> =>
  Array.isArray(options.test) && Array.isArray(options.validation)

/**
 * The split of every group.
 *
 * @throws AssentError when a name is not in the table, or there are too few groups for three splits
 */
export function splitGroups(where: string, groups: readonly string[], options: SplitOptions): (group: string) => Split {
  const units = [...new Set(groups)].sort()
  const chosen = isNamed(options) ? options : draw(where, units, options)
  for (const name of [...chosen.validation, ...chosen.test]) {
    if (!units.includes(name)) fail(`${where}.split`, `names among ${units.slice(0, 20).join(', ')}`, `'${name}'`, 'correct it')
  }
  const both = chosen.validation.find((name) => chosen.test.includes(name))
  if (both !== undefined) fail(`${where}.split`, 'every name in one split', `'${both}' in two`, 'leave it out of one')
  if (units.length <= chosen.validation.length + chosen.test.length) {
    fail(`${where}.split`, 'tasks that are left to learn from', 'none', 'name fewer for validation and test')
  }
  return (group) => (chosen.test.includes(group) ? 'test' : chosen.validation.includes(group) ? 'validation' : 'train')
}

function draw(
  where: string,
  units: readonly string[],
  { validation = 0.15, test = 0.2, seed = 1 }: Extract<SplitOptions, { readonly seed?: number }>,
): { readonly validation: readonly string[]; readonly test: readonly string[] } {
  for (const [name, share] of Object.entries({ validation, test })) {
    if (!(share > 0 && share < 1))
      fail(`${where}.split.${name}`, 'a share between 0 and 1, or a list of names', `${share}`, 'set it')
  }
  if (units.length < 3) fail(where, 'at least 3 tasks, or groups of them, one for each split', `${units.length}`, 'add tasks')
  const count = (share: number) => Math.max(1, Math.round(share * units.length))
  const order = createRng(seed, 'split').sample(units.length, units.length)
  const drawn = order.map((place) => `${units[place]}`)
  return { test: drawn.slice(0, count(test)), validation: drawn.slice(count(test), count(test) + count(validation)) }
}

// Which classes are trained on, chosen on and tested on: as the source's own folders say, by lists of names, or at random.

import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { createRng, fail, type Split } from '@assent/core'
import type { PackedClass } from '../packing/pack.js'
import { readCsv } from '../sources/csv.js'
import { listNames } from '../sources/image-source.js'

/** Names of classes, or of groups for all their classes. Classes that no list names are not used. */
export type SplitLists = Readonly<Partial<Record<Split, readonly string[]>>>

/** How many classes each split draws at random; all others are not used. */
export interface RandomSplit {
  readonly train: number
  readonly validation?: number
  readonly test: number
  readonly seed: number
}

/** A `.json` of {@link SplitLists}, a `.csv` with the columns `class` and `split`, or the same in place. */
export type SplitChoice = string | SplitLists | RandomSplit

export type Splits = Readonly<Record<Split, readonly PackedClass[]>>

const splitNames: { readonly [name: string]: Split } = {
  train: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  test: 'test',
}

/**
 * The classes of each split, in the order of `classes`.
 *
 * @throws AssentError when a name is in two splits or fits no class, or there are too few classes
 */
export function splitClasses(where: string, classes: readonly PackedClass[], choice: SplitChoice | undefined): Splits {
  if (choice === undefined) return ownSplits(where, classes)
  if (typeof choice === 'string') return byLists(choice, classes, readLists(choice))
  return 'seed' in choice ? atRandom(where, classes, choice) : byLists(where, classes, choice)
}

function ownSplits(where: string, classes: readonly PackedClass[]): Splits {
  const undecided = classes.filter(({ split }) => split === null).map(({ name }) => name)
  if (undecided.length > 0)
    fail(
      `${where}.split`,
      'a split for every class',
      `none for ${listNames(undecided)}`,
      'set split, or use folders called train, val and test',
    )
  return collect((split) => classes.filter((found) => found.split === split))
}

function atRandom(where: string, classes: readonly PackedClass[], { train, validation = 0, test, seed }: RandomSplit): Splits {
  const wanted = train + validation + test
  if (wanted > classes.length) fail(`${where}.split`, `at most ${classes.length} classes`, `${wanted}`, 'ask for fewer')
  const order = createRng(seed, 'split').sample(classes.length, wanted)
  const ends = { train: [0, train], validation: [train, train + validation], test: [train + validation, wanted] } as const
  return collect((split) => {
    const chosen = new Set(order.slice(...ends[split]))
    return classes.filter((_, place) => chosen.has(place))
  })
}

function byLists(where: string, classes: readonly PackedClass[], lists: SplitLists): Splits {
  const splitOf = new Map<string, Split>()
  for (const [split, names] of Object.entries(lists) as [Split, readonly string[]][]) {
    for (const listed of names) {
      const chosen = classes.filter(({ name, group }) => name === listed || group === listed)
      if (chosen.length === 0)
        fail(
          where,
          `classes or groups among ${listNames(
            classes.map(({ name }) => name),
            3,
          )}`,
          listed,
          'correct the list',
        )
      for (const { name } of chosen) {
        const other = splitOf.get(name)
        if (other !== undefined)
          fail(where, 'each class in one split, once', `${name} in ${other} and ${split}`, 'correct the lists')
        splitOf.set(name, split)
      }
    }
  }
  return collect((split) => classes.filter(({ name }) => splitOf.get(name) === split))
}

function readLists(file: string): SplitLists {
  const text = (() => {
    try {
      return readFileSync(file, 'utf8')
    } catch (error) {
      return fail(file, 'a split list', (error as Error).message, 'correct the path')
    }
  })()
  const entries =
    extname(file) === '.csv'
      ? readCsv(file, text, ['class', 'split']).map((row) => [row.split, [row.class]] as const)
      : Object.entries(parseJson(file, text))
  const lists: Record<Split, string[]> = { train: [], validation: [], test: [] }
  for (const [name, classes] of entries) {
    const split = splitNames[name]
    if (split === undefined) fail(file, `splits called ${Object.keys(splitNames).join(', ')}`, name, 'rename it')
    lists[split].push(...classes)
  }
  return lists
}

function parseJson(file: string, text: string): { [split: string]: readonly string[] } {
  try {
    return JSON.parse(text)
  } catch (error) {
    return fail(file, 'JSON of names per split', (error as Error).message, 'correct the file')
  }
}

/** A value for each split. */
export function collect<T>(of: (split: Split) => T): Readonly<Record<Split, T>> {
  return { train: of('train'), validation: of('validation'), test: of('test') }
}

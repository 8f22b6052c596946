// Which classes are trained on, chosen on and tested on: as the source's own folders say, by lists of names, or at random.

import { extname } from 'node:path'
import { checkOptions, createRng, fail, type Split } from '@assent/core'
import { parseJsonBounded } from '@assent/core/tools'
import { readText } from '../files/read-file.js'
import type { PackedClass } from '../packing/pack.js'
import { readCsv } from '../sources/csv.js'
import { splitCalled, splitWords } from '../sources/group-files.js'
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

/**
 * The classes of each split, in the order of `classes`.
 *
 * @throws AssentError when a name is in two splits or fits no class, or there are too few classes
 */
export async function splitClasses(
  where: string,
  classes: readonly PackedClass[],
  choice: SplitChoice | undefined,
): Promise<Splits> {
  if (choice === undefined) return ownSplits(where, classes)
  if (typeof choice === 'string') return byLists(choice, classes, await readLists(choice))
  if ('seed' in choice) return atRandom(where, classes, choice)
  checkOptions(`${where}.split`, choice, ['train', 'validation', 'test'])
  if (!isNamesPerSplit(choice))
    fail(`${where}.split`, 'names per split', JSON.stringify(choice).slice(0, 200), 'list the classes')
  return byLists(where, classes, choice)
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

function atRandom(where: string, classes: readonly PackedClass[], choice: RandomSplit): Splits {
  checkOptions(`${where}.split`, choice, ['train', 'validation', 'test', 'seed'])
  const { train, validation = 0, test, seed } = choice
  for (const [split, count] of Object.entries({ train, validation, test, seed })) {
    if (!Number.isSafeInteger(count) || count < 0) fail(`${where}.split.${split}`, 'a whole number', `${count}`, 'correct it')
  }
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
  const named = new Map<string, PackedClass[]>()
  for (const found of classes) {
    for (const name of new Set([found.name, found.group || found.name])) {
      const members = named.get(name)
      if (members) members.push(found)
      else named.set(name, [found])
    }
  }
  const put = (split: Split, listed: string) => {
    const chosen = named.get(listed)
    if (chosen === undefined) {
      const names = classes.map(({ name }) => name)
      return fail(where, `classes or groups among ${listNames(names, 3)}`, listed, 'correct the list')
    }
    for (const { name } of chosen) {
      const other = splitOf.get(name)
      if (other !== undefined)
        fail(where, 'each class in one split, once', `${name} in ${other} and ${split}`, 'correct the lists')
      splitOf.set(name, split)
    }
  }
  const { train = [], validation = [], test = [] } = lists
  for (const name of train) put('train', name)
  for (const name of validation) put('validation', name)
  for (const name of test) put('test', name)
  return collect((split) => classes.filter(({ name }) => splitOf.get(name) === split))
}

async function readLists(file: string): Promise<SplitLists> {
  const text = await readText(file, 'a split list')
  const entries =
    extname(file).toLowerCase() === '.csv'
      ? readCsv(file, text, ['class', 'split']).map((row) => [row.split, [row.class]] as const)
      : Object.entries(namesPerSplit(file, text))
  const lists: Record<Split, string[]> = { train: [], validation: [], test: [] }
  for (const [name, classes] of entries) {
    const split = splitCalled(name)
    if (split === undefined) return fail(file, `splits called ${splitWords}`, name, 'rename it')
    for (const listed of classes) lists[split].push(listed)
  }
  return lists
}

function namesPerSplit(file: string, text: string): { readonly [split: string]: readonly string[] } {
  const found = parseJsonBounded(file, text)
  return isNamesPerSplit(found) ? found : fail(file, 'JSON of names per split', 'other JSON', 'correct the file')
}

function isNamesPerSplit(found: unknown): found is { [split: string]: string[] } {
  const isNames = (names: unknown) => Array.isArray(names) && names.every((name) => typeof name === 'string')
  return typeof found === 'object' && found !== null && !Array.isArray(found) && Object.values(found).every(isNames)
}

/** A value for each split. */
export function collect<T>(of: (split: Split) => T): Readonly<Record<Split, T>> {
  return { train: of('train'), validation: of('validation'), test: of('test') }
}

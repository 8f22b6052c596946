// How the 1,623 characters of Omniglot are divided by those who published on them.

import type { PackedClass } from '../packing/pack.js'
import { pythonShuffle } from './python-random.js'
import { collect, type Splits } from './split.js'

/**
 * - `lake`: Lake et al. 2015, 964 background and 659 evaluation characters, of different alphabets.
 * - `vinyals`: Vinyals et al. 2016 in the lists that Snell et al. 2017 publish: 1028 / 172 / 423.
 * - `maml`: Finn et al. 2017: shuffled with seed 1, 1100 / 100 / 423.
 * - `reptile`: Nichol et al. 2018: shuffled with seed 0, 1200 / 423.
 */
export type OmniglotSplit = 'lake' | 'vinyals' | 'maml' | 'reptile'

const vinyalsTest = new Set([
  'Kannada',
  'Keble',
  'Malayalam',
  'Manipuri',
  'Mongolian',
  'Old_Church_Slavonic_(Cyrillic)',
  'Oriya',
  'Sylheti',
  'Syriac_(Serto)',
  'Tengwar',
  'Tibetan',
  'ULOG',
  'Gurmukhi/character42',
  'Gurmukhi/character43',
  'Gurmukhi/character44',
  'Gurmukhi/character45',
])

const vinyalsValidation = new Set(['Armenian', 'Bengali', 'Early_Aramaic', 'Hebrew', 'Mkhedruli_(Georgian)'])

/** Characters before the test characters, where alphabets are mixed. */
const mixedTraining = 1200
const mamlValidation = 100

/**
 * Divides all 1,623 characters, sorted by name.
 *
 * The seeds are those of the published code. Reptile sorts its list before it shuffles it, so its split with Python 3 is
 * this one. MAML shuffles folders in the order of the file system, so that its own split cannot be known; this one is
 * that of the sorted list in Python 3.
 *
 * @param characters - with Lake's split as their own
 * @param validation - characters to take from the end of the shuffled training list, where the split has none of its own
 */
export function splitOmniglot(
  characters: readonly PackedClass[],
  split: OmniglotSplit,
  seed: number,
  validation: number,
): Splits {
  if (split === 'vinyals') {
    const isIn = (names: Set<string>) => (found: PackedClass) => names.has(found.name) || names.has(found.group)
    const [isTest, isValidation] = [isIn(vinyalsTest), isIn(vinyalsValidation)]
    return {
      train: characters.filter((found) => !isTest(found) && !isValidation(found)),
      validation: characters.filter(isValidation),
      test: characters.filter(isTest),
    }
  }
  const shuffled = pythonShuffle(characters, seed)
  const isBackground = (found: PackedClass) => found.split === 'train'
  const [train, test] =
    split === 'lake'
      ? [shuffled.filter(isBackground), shuffled.filter((found) => !isBackground(found))]
      : [shuffled.slice(0, mixedTraining), shuffled.slice(mixedTraining)]
  const end = train.length - (split === 'maml' ? mamlValidation : validation)
  const parts = { train: train.slice(0, end), validation: train.slice(end), test }
  return collect((part) => parts[part])
}

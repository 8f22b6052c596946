// N-way K-shot classification over any labeled examples (Vinyals et al. 2016): an episode draws n classes, and
// from each of them k examples to learn from and others to be judged on.

import { fail, type Shape, sizeOf } from '@assent/autodiff'
import type { Settings } from '../contracts/settings.js'
import type { Examples, Split, TaskSource } from '../contracts/task-source.js'
import { chance, pixelNearestNeighbor } from '../judge/baselines.js'
import { accuracy } from '../objectives/accuracy.js'
import type { Rng } from '../rng.js'
import { type Shots, shotsOf } from './shots.js'

/** All examples of one class. */
export interface LabeledClass {
  readonly name: string
  readonly count: number
  /** Writes the values of example `index` into `into`, which has room for just these. */
  copy(index: number, into: Float32Array): void
}

/** The classes to draw from, and how many of each an episode has. */
export interface NWayOptions {
  readonly name: string
  /** What decides the tasks beside ways and shots. */
  readonly settings: Settings
  readonly inputShape: Shape
  /** A split may be empty if nobody samples from it. */
  readonly classes: Readonly<Record<Split, readonly LabeledClass[]>>
  /** Classes per episode, n. */
  readonly ways: number
  /** Examples of each class per episode. */
  readonly shots: Shots
}

/**
 * Tasks that tell `ways` classes apart. Targets are one-hot `[ways]`; which class has which place is drawn anew for every
 * episode.
 *
 * @throws AssentError when a split has too few classes or a class too few examples, with the numbers
 */
export function nWay({ name, settings, inputShape, classes, ways, shots }: NWayOptions): TaskSource {
  checkClasses(name, classes, ways, shots)
  const size = sizeOf(inputShape)
  return {
    name,
    settings: { ...settings, ways, ...shots },
    kind: 'classification',
    inputShape,
    targetShape: [ways],
    metric: accuracy(),
    baselines: [pixelNearestNeighbor, chance],
    episodeSize: (split) => {
      const { support, query } = shotsOf(split, shots)
      return { support: ways * support, query: ways * query }
    },
    sample: (split, rng) => {
      const { support, query } = shotsOf(split, shots)
      const draws = drawClasses(name, split, classes[split], ways, support + query, rng)
      return {
        id: draws.map(({ from }) => from.name).join(', '),
        support: gather(draws, 0, support, size),
        query: gather(draws, support, support + query, size),
      }
    },
  }
}

/** A class of an episode, and its examples: first those to learn from. */
interface Draw {
  readonly from: LabeledClass
  readonly examples: readonly number[]
}

function drawClasses(
  where: string,
  split: Split,
  classes: readonly LabeledClass[],
  ways: number,
  examples: number,
  rng: Rng,
): Draw[] {
  if (classes.length === 0) fail(where, `classes to draw ${split} episodes from`, 'none', 'name the classes of this split')
  return rng.sample(classes.length, ways).map((place) => {
    const from = classes[place] as LabeledClass
    return { from, examples: rng.sample(from.count, examples) }
  })
}

/** The drawn examples number `first` to `end − 1` of every class, class by class, with their targets. */
function gather(draws: readonly Draw[], first: number, end: number, size: number): Examples {
  const ways = draws.length
  const count = ways * (end - first)
  const x = new Float32Array(count * size)
  const y = new Float32Array(count * ways)
  let place = 0
  for (const [label, { from, examples }] of draws.entries()) {
    for (const example of examples.slice(first, end)) {
      from.copy(example, x.subarray(place * size, (place + 1) * size))
      y[place * ways + label] = 1
      place++
    }
  }
  return { count, x, y }
}

function checkClasses(name: string, classes: NWayOptions['classes'], ways: number, shots: Shots): void {
  if (!Number.isSafeInteger(ways) || ways < 2) fail(`${name}.ways`, 'a whole number of at least 2', `${ways}`, 'set ways')
  for (const split of ['train', 'validation', 'test'] as const) {
    const { support, query } = shotsOf(split, shots)
    const found = classes[split]
    if (found.length > 0 && found.length < ways) {
      fail(`${name}.ways`, `at most ${found.length}, the classes of the ${split} split`, `${ways}`, 'ask for fewer ways')
    }
    const small = found.find(({ count }) => count < support + query)
    if (small) {
      const needed = `at least ${support + query} examples per ${split} class for ${support} shots and ${query} queries`
      fail(name, needed, `${small.count} in ${small.name}`, 'ask for fewer')
    }
  }
}

// Ways in which a task can be bad. Each changes an episode's targets; inputs stay.

import { type Episode, type Examples, type FloatArray, fail, type Rng, type TaskSource } from '@assent/core'

/** Which examples of a task are bad. */
export type Part = 'support' | 'query' | 'both'

/** A way in which a task is bad. */
export interface Spoil {
  /** Stands in the id of every task that it was done to. */
  readonly name: string
  /** What it is meaningful for; any source unless given. */
  readonly kind?: TaskSource['kind']
  /** The targets of some examples, `[count, …targetShape]` flat, `size` values per example; what it gets stays as it is. */
  spoil(targets: FloatArray, size: number, rng: Rng): FloatArray
  readonly part: Part
}

/**
 * Targets times `factor`, for regression: an outlier by size.
 *
 * @throws AssentError when the factor is not finite
 */
export function scaledTargets(factor: number, part: Part = 'both'): Spoil {
  if (!Number.isFinite(factor)) fail('scaledTargets', 'a finite factor', `${factor}`, 'use 10, for example')
  return {
    name: named(`targets × ${factor}`, part),
    kind: 'regression',
    part,
    spoil: (targets) => targets.map((value) => factor * value),
  }
}

/** Targets with the other sign, for regression. */
export function negatedTargets(part: Part = 'both'): Spoil {
  return { name: named('targets negated', part), kind: 'regression', part, spoil: (targets) => targets.map((value) => -value) }
}

/** Targets in a random order: inputs tell nothing of them any more. */
export function shuffledTargets(part: Part = 'both'): Spoil {
  return {
    name: named('targets shuffled', part),
    part,
    spoil: (targets, size, rng) => {
      const count = targets.length / size
      const shuffled = targets.slice()
      for (const [place, from] of rng.sample(count, count).entries()) {
        shuffled.set(targets.subarray(from * size, (from + 1) * size), place * size)
      }
      return shuffled
    },
  }
}

/** Every example gets the label of another class, each equally likely; of the query examples unless told otherwise. */
export function otherLabels(part: Part = 'query'): Spoil {
  return {
    name: named('labels wrong', part),
    kind: 'classification',
    part,
    spoil: (targets, classes, rng) => {
      const wrong = targets.slice()
      for (let start = 0; start < wrong.length; start += classes) {
        const label = wrong.subarray(start, start + classes)
        label.set(rotated(label, 1 + rng.integer(classes - 1)))
      }
      return wrong
    },
  }
}

/** The row moved on by some places, around its end. */
function rotated(row: FloatArray, by: number): FloatArray {
  return row.map((_, i) => row[(i + by) % row.length] ?? 0)
}

const named = (what: string, part: Part): string => (part === 'both' ? what : `${part} ${what}`)

/** The id of a bad task says what was done to it. */
export const badId = (id: string, what: string): string => `${id} (${what})`

/** The episode with bad targets, under a name that says so. */
export function spoilEpisode(episode: Episode, { name, part, spoil }: Spoil, size: number, rng: Rng): Episode {
  const change = (examples: Examples): Examples => ({ ...examples, y: spoil(examples.y, size, rng) })
  return {
    ...episode,
    id: badId(episode.id, name),
    support: part === 'query' ? episode.support : change(episode.support),
    query: part === 'support' ? episode.query : change(episode.query),
  }
}

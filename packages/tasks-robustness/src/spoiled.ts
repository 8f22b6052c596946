// Sources whose training tasks are bad with some probability; tasks to be judged on are left as they are.

import { checkOptions, type Episode, fail, type Rng, type TaskSource } from '@assent/core'
import { badId, type Spoil, spoilEpisode } from './spoil.js'

/** A source of which some training tasks are bad. */
export interface SpoiledSource extends TaskSource {
  /** Whether the task of that id is one of them. */
  isBad(id: string): boolean
}

/** Tells the bad tasks of a source from the others; undefined where it has none. */
export function badTasks(source: TaskSource): ((id: string) => boolean) | undefined {
  return isSpoiled(source) ? source.isBad : undefined
}

const isSpoiled = (source: TaskSource): source is SpoiledSource => 'isBad' in source

/** How many training tasks are bad. */
export interface SpoilOptions {
  /** The probability that a training task is bad, from 0 to 1. */
  readonly share: number
}

/**
 * The source, with a share of its training tasks spoiled. All draws come from the episode's own stream, after those of
 * the source: the tasks that are left are the very ones of the source, and a bad one is one of its tasks, spoiled.
 *
 * @throws AssentError when the share lies outside [0, 1], or when the way is not meant for this kind of tasks
 */
export function spoiled(source: TaskSource, way: Spoil, options: SpoilOptions): SpoiledSource {
  const share = shareOf('spoiled', options)
  if (way.kind !== undefined && way.kind !== source.kind) {
    fail(`spoiled ${source.name}`, `tasks of ${way.kind} for '${way.name}'`, source.kind, 'choose another way')
  }
  const size = source.targetShape.reduce((product, extent) => product * extent, 1)
  const settings = { of: source.settings, way: way.name, share }
  return sometimes(source, { name: `${source.name}, spoiled`, settings, share, bad: way.name }, (episode, rng) =>
    spoilEpisode(episode, way, size, rng),
  )
}

/**
 * The source, with a share of its training tasks replaced by tasks of another family. The tasks that are left are the
 * very ones of the source.
 *
 * @throws AssentError when the share lies outside [0, 1], or when the families' training episodes differ in shape or number
 */
export function mixture(source: TaskSource, other: TaskSource, options: SpoilOptions): SpoiledSource {
  const share = shareOf('mixture', options)
  const [expected, found] = [source, other].map((family) => JSON.stringify(formOf(family)))
  if (expected !== found) {
    fail(
      `mixture of ${source.name} and ${other.name}`,
      `episodes of one form, ${expected}`,
      `${found}`,
      'give both the same options',
    )
  }
  const settings = { of: source.settings, other: { name: other.name, settings: other.settings }, share }
  const name = `${source.name} and ${other.name}`
  return sometimes(source, { name, settings, share, bad: other.name }, (_, rng) => {
    const episode = other.sample('train', rng)
    return { ...episode, id: badId(episode.id, other.name) }
  })
}

interface Changed extends Pick<TaskSource, 'name' | 'settings'>, SpoilOptions {
  /** What bad tasks are called. */
  readonly bad: string
}

function sometimes(
  source: TaskSource,
  { name, settings, share, bad }: Changed,
  change: (episode: Episode, rng: Rng) => Episode,
): SpoiledSource {
  return {
    ...source,
    name,
    settings,
    isBad: (id) => id.endsWith(badId('', bad)),
    episodeSize: (split) => source.episodeSize(split),
    sample: (split, rng) => {
      const episode = source.sample(split, rng)
      return split === 'train' && rng.uniform(0, 1) < share ? change(episode, rng) : episode
    },
  }
}

function formOf(source: TaskSource): object {
  const { kind, inputShape, targetShape } = source
  return { kind, inputShape, targetShape, train: source.episodeSize('train') }
}

function shareOf(where: string, options: SpoilOptions): number {
  checkOptions(where, options, ['share'])
  const { share } = options
  if (!(share >= 0 && share <= 1)) fail(`${where}.share`, 'a number from 0 to 1', `${share}`, 'use 0.2 for one task in five')
  return share
}

// What holds of every single episode.

import { sizeOf } from '@assent/autodiff'
import type { Examples, TaskSource } from '@assent/core'
import { expectThat } from '../check.js'
import { fingerprints } from './fingerprint.js'
import type { Judge } from './survey.js'

export function episodeJudges(source: TaskSource): Judge[] {
  return [
    {
      name: 'has the shapes and sizes that it declares',
      see: ({ split, episode }) => {
        const sizes = source.episodeSize(split)
        const fewest = (count: number) => (source.varies && split !== 'train' ? 1 : count)
        checkSizes(source, `${split} support`, episode.support, fewest(sizes.support), sizes.support)
        checkSizes(source, `${split} query`, episode.query, fewest(sizes.query), sizes.query)
      },
    },
    {
      name: 'gives finite values',
      see: ({ episode: { id, support, query } }) => {
        const finite = [support.x, support.y, query.x, query.y].every((values) => values.every(Number.isFinite))
        expectThat(finite, 'finite values', `others in ${id}`, 'leave out or mend such examples')
      },
    },
    {
      name: 'says which task it is',
      see: ({ episode: { id } }) =>
        expectThat(id.length > 0, 'an id', 'an empty one', 'name the task for people who read a report'),
    },
    {
      name: 'gives classes as rows with a single one',
      see: ({ episode: { id, support, query } }) => {
        if (source.kind === 'classification') for (const part of [support, query]) checkOneHot(source, id, part)
      },
    },
    {
      name: 'shows every class that it asks for',
      see: ({ episode: { id, support, query } }) => {
        if (source.kind !== 'classification') return
        const shown = new Set(classesOf(source, support))
        const missing = classesOf(source, query).find((label) => !shown.has(label))
        const remedy = 'draw support examples of every class of the episode'
        expectThat(missing === undefined, 'a support example of each class of a query', `none of ${missing} in ${id}`, remedy)
      },
    },
    doublesJudge(source),
    sharedJudge(source),
  ]
}

function checkSizes(
  { inputShape, targetShape }: TaskSource,
  where: string,
  { count, x, y }: Examples,
  fewest: number,
  most: number,
): void {
  const remedy = 'make episodeSize, inputShape and targetShape say what sample gives'
  const expected = fewest === most ? `${most}` : `${fewest} to ${most}`
  expectThat(count >= fewest && count <= most, `${expected} ${where} examples`, `${count}`, remedy)
  expectThat(x.length === count * sizeOf(inputShape), `${count * sizeOf(inputShape)} inputs in ${where}`, `${x.length}`, remedy)
  const targets = count * sizeOf(targetShape)
  expectThat(y.length === targets, `${targets} targets in ${where}`, `${y.length}`, remedy)
}

function checkOneHot({ targetShape }: TaskSource, id: string, { count, y }: Examples): void {
  const classes = sizeOf(targetShape)
  for (let example = 0; example < count; example++) {
    const row = Array.from(y.subarray(example * classes, (example + 1) * classes))
    const oneHot = row.every((value) => value === 0 || value === 1) && row.filter((value) => value === 1).length === 1
    expectThat(oneHot, 'a single 1 among zeros in each target', `[${row}] in ${id}`, 'put a 1 at the class')
  }
}

/** The place of the largest target of each example. */
function classesOf({ targetShape }: TaskSource, { count, y }: Examples): number[] {
  const classes = sizeOf(targetShape)
  return Array.from({ length: count }, (_, example) => {
    const row = Array.from(y.subarray(example * classes, (example + 1) * classes))
    return row.indexOf(Math.max(...row))
  })
}

/** Random float32 numbers coincide once in some ten thousand episodes; twice in a survey is no chance. */
function chanceOf({ inputShape }: TaskSource): number {
  return sizeOf(inputShape) === 1 ? 1 : 0
}

/**
 * No example twice within support or within query. Measured values may repeat at the same input, so in regression an example is
 * known by its target too.
 */
function doublesJudge(source: TaskSource): Judge {
  let coincidences = 0
  return {
    name: 'gives no example twice',
    see: ({ episode }) => {
      for (const part of ['support', 'query'] as const) {
        const { count, x, y } = episode[part]
        const targets = fingerprints(y, count)
        const known = fingerprints(x, count).map((input, i) => (source.kind === 'regression' ? `${input} ${targets[i]}` : input))
        if (new Set<number | string>(known).size < count) coincidences++
        const found = `one twice in the ${part} examples of ${episode.id}`
        expectThat(coincidences <= chanceOf(source), 'examples that differ', found, 'draw them without replacement')
      }
    },
  }
}

function sharedJudge(source: TaskSource): Judge {
  let coincidences = 0
  return {
    name: 'shares no example between support and query',
    see: ({ episode: { id, support, query } }) => {
      const seen = new Set(fingerprints(support.x, support.count))
      const shared = fingerprints(query.x, query.count).filter((input) => seen.has(input)).length
      coincidences += shared
      const remedy = 'draw both at once, without replacement'
      const allowed = shared === 0 || coincidences <= chanceOf(source)
      expectThat(allowed, 'no query input among the support inputs', `${shared} in ${id}`, remedy)
    },
  }
}

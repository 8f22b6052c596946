// A piece of work as files that other languages read: `NAME.json`, and `NAME.bin` with all arrays one after the other.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRng } from '@assent/core'
import { partsOf } from './problem.js'
import type { Work } from './work.js'

/** Writes both files; returns the path of the first. Arrays are float32, little-endian, row-major. */
export function writeWork(folder: string, work: Work): string {
  const { model, episodes, tasks } = partsOf(work)
  const initial = model.initialize(createRng(1, 'model'))
  const ofTasks = (part: 'support' | 'query', axis: 'x' | 'y') => ({
    name: part + axis.toUpperCase(),
    shape: [work.tasks, work[part], ...(axis === 'x' ? tasks.inputShape : tasks.targetShape)],
    values: episodes.flatMap((episode) => Array.from(episode[part][axis])),
  })
  const arrays = [
    ...model.parameters.map(({ name, shape }, p) => ({ name, shape, values: Array.from(initial[p] as ArrayLike<number>) })),
    ofTasks('support', 'x'),
    ofTasks('support', 'y'),
    ofTasks('query', 'x'),
    ofTasks('query', 'y'),
  ]
  const file = join(folder, `${work.name}.json`)
  const listed = arrays.map(({ name, shape }) => ({ name, shape }))
  writeFileSync(
    join(folder, `${work.name}.bin`),
    new Uint8Array(Float32Array.from(arrays.flatMap(({ values }) => values)).buffer),
  )
  writeFileSync(file, JSON.stringify({ ...work, parameters: model.parameters.length, arrays: listed }))
  return file
}

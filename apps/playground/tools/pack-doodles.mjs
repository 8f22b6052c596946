// Writes the doodles that the drawing screen begins with: the first tasks of the test split, five drawings of each class to learn
// from and four more, as one byte per pixel. `npm run doodles -w @assent/playground` writes models/doodles.bin and src/doodles.json.

import { writeFileSync } from 'node:fs'
import { sampleEpisode } from '@assent/core'
import { quickdraw } from '@assent/tasks-quickdraw'

const [TASKS, WAYS, SHOTS, QUERIES, SEED] = [4, 3, 5, 4, 20_261_126]
const tasks = await quickdraw({ ways: WAYS, shots: SHOTS, queries: QUERIES })
const episodes = Array.from({ length: TASKS }, (_, index) => sampleEpisode({ tasks }, SEED, 'test', index))

/** Places of a part's drawings, class by class. */
const byClass = ({ count, y }) =>
  Array.from({ length: WAYS }, (_, way) => Array.from({ length: count }, (_, i) => i).filter((i) => y[i * WAYS + way] === 1))

const bytes = []
for (const { support, query } of episodes)
  for (const part of [support, query])
    for (const places of byClass(part))
      for (const place of places)
        bytes.push(...part.x.subarray(place * 784, (place + 1) * 784).map((value) => Math.round(255 * value)))

writeFileSync(new URL('../models/doodles.bin', import.meta.url), Uint8Array.from(bytes))
const note = { shots: SHOTS, queries: QUERIES, split: 'test', seed: SEED, tasks: episodes.map(({ id }) => id.split(', ')) }
writeFileSync(new URL('../src/doodles.json', import.meta.url), `${JSON.stringify(note, null, 2)}\n`)

// A column of vectors, as an extractor gives them.

import { createRng, sampleEpisode } from '@assent/core'
import { describe, expect, it } from 'vitest'
import { profileTable, table } from '../src/index.js'

const rng = createRng(1, 'vectors')

/** Twelve classes of eight rows; the last place of the vectors never changes. */
const rows = Array.from({ length: 96 }, (_, row) => ({
  kind: `class ${row % 12}`,
  size: row,
  vector: [rng.normal() + (row % 12), 3 * rng.normal(), 7],
}))
const options = { inputs: ['vector', 'size'], target: 'kind', ways: 2, shots: 1, queries: 2 } as const

describe('a column of vectors', () => {
  it('is as many inputs as it is long, beside columns of numbers', async () => {
    const tasks = await table({ ...options, from: rows })
    expect(tasks.inputShape).toEqual([4])
    expect(tasks.preparation.inputs?.names).toEqual(['vector[0]', 'vector[1]', 'vector[2]', 'size'])
    const { support } = sampleEpisode({ tasks }, 1, 'test', 0)
    expect(support.x).toHaveLength(2 * 4)
  })

  it('keeps its angles: one deviation for all places, over training rows alone, and constant places become 0', async () => {
    const tasks = await table({
      ...options,
      from: rows,
      inputs: ['vector'],
      split: { validation: ['class 1', 'class 3'], test: ['class 2', 'class 4'] },
    })
    const training = rows
      .filter(({ kind }) => !['class 1', 'class 2', 'class 3', 'class 4'].includes(kind))
      .map(({ vector }) => vector)
    const mean = [0, 1, 2].map((place) => training.reduce((sum, each) => sum + (each[place] ?? 0), 0) / training.length)
    const squares = training.flatMap((each) => each.map((value, place) => (value - (mean[place] ?? 0)) ** 2))
    const deviation = Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / squares.length)
    const { inputs } = tasks.preparation
    expect(inputs?.mean).toEqual(mean.map((value) => expect.closeTo(value, 10)))
    expect(inputs?.deviation).toEqual([deviation, deviation, deviation].map((value) => expect.closeTo(value, 10)))
    const three = await table({ ...options, from: rows, inputs: ['vector'] })
    const { query } = sampleEpisode({ tasks: three }, 1, 'train', 0)
    expect([...query.x].filter((_, place) => place % 3 === 2)).toEqual(new Array(query.count).fill(0))
  })

  it('comes from ndjson and JSON as well', async () => {
    const text = rows.map((row) => JSON.stringify(row)).join('\n')
    const [lines, array] = [
      await table({ ...options, from: { text }, format: 'ndjson' }),
      await table({ ...options, from: { text: JSON.stringify(rows) }, format: 'json' }),
    ]
    const episode = sampleEpisode({ tasks: lines }, 1, 'test', 0)
    expect(sampleEpisode({ tasks: array }, 1, 'test', 0)).toEqual(episode)
    expect(sampleEpisode({ tasks: await table({ ...options, from: rows }) }, 1, 'test', 0)).toEqual(episode)
  })

  const changed = (vector: unknown) => rows.map((row, place) => (place === 4 ? { ...row, vector } : row))
  it.each([
    [
      'of another length',
      [1, 2],
      /table, row 5, column 'vector'\] expected a vector of 3, as in the first row; found a vector of 2/,
    ],
    ['that is a number', 3, /row 5, column 'vector'\] expected a vector of 3, as in the first row; found a number/],
    ['with text in it', [1, 'x', 3], /row 5, column 'vector\[1\]'\] expected a number; found "x"/],
    ['with nothing in it', [1, null, 3], /row 5, column 'vector\[1\]'\] expected a number; found null/],
    ['that is empty', [], /row 5, column 'vector'\] expected a number, or a vector of some; found \[\]/],
    ['beyond float32', [1, 1e39, 3], /row 5, column 'vector\[1\]'\] expected a number/],
    ['that is missing', null, /row 5, column 'vector'\] expected a value; found none/],
  ])('%s is refused by its place', async (_, vector, complaint) => {
    await expect(table({ ...options, from: changed(vector) })).rejects.toThrow(complaint)
  })

  it('of one and the same vector is refused', async () => {
    const from = rows.map((row) => ({ ...row, vector: [1, 2, 3] }))
    await expect(table({ ...options, from })).rejects.toThrow(/column 'vector'\] expected vectors that differ/)
  })

  it('is no target', async () => {
    const regression = { from: rows, task: 'kind', inputs: ['size'], target: 'vector' }
    await expect(table(regression)).rejects.toThrow(/column 'vector'\] expected a number/)
  })

  it('is told by its length before anything is learned', async () => {
    const { columns } = await profileTable(rows)
    expect(columns.find(({ name }) => name === 'vector')).toMatchObject({
      vectors: [3, 3],
      missing: 0,
      numbers: 0,
      text: undefined,
    })
    const uneven = await profileTable(changed([1, 2]))
    expect(uneven.columns.find(({ name }) => name === 'vector')?.vectors).toEqual([2, 3])
  })
})

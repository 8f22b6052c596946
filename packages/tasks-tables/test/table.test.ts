// Tables of every format become the same tasks; what is wrong in one is named by its place.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRng, fromModel, sampleEpisode } from '@assent/core'
import { describeTasks } from '@assent/testkit'
import { afterAll, describe, expect, it } from 'vitest'
import { profileTable, type TableOptions, table } from '../src/index.js'

const folder = mkdtempSync(join(tmpdir(), 'assent-table-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Reading {
  readonly [column: string]: string | number
}

/** Ten rooms of twelve readings: inside = a · outside + b, with a and b of the room. */
function rooms(): Reading[] {
  const rng = createRng(5)
  return Array.from({ length: 10 }, (_, room) => ({ slope: rng.uniform(0.2, 0.8), offset: rng.uniform(10, 20), room })).flatMap(
    ({ slope, offset, room }) =>
      Array.from({ length: 12 }, (_, hour) => {
        const outside = Math.round(100 * rng.uniform(-10, 30)) / 100
        return {
          room: `room ${room}`,
          house: `house ${room % 5}`,
          hour,
          outside,
          inside: Math.round(100 * (slope * outside + offset)) / 100,
        }
      }),
  )
}

const rows = rooms()
const header = Object.keys(rows[0] ?? {})
const delimited = (delimiter: string) =>
  [header, ...rows.map((row) => header.map((column) => row[column]))].map((line) => line.join(delimiter)).join('\n')
const written = {
  'rooms.csv': delimited(','),
  'rooms.tsv': `\uFEFF${delimited('\t')}\n`,
  'rooms.json': JSON.stringify(rows),
  'rooms.ndjson': rows.map((row) => JSON.stringify(row)).join('\r\n'),
}
for (const [name, text] of Object.entries(written)) writeFileSync(join(folder, name), text)

const common = { task: 'room', inputs: ['outside'], target: 'inside', unit: '°C', shots: 3, queries: 4 } as const

/** Gestures of six people: `up` rises and `down` falls, each in five recordings of four readings. */
const gestures: Reading[] = Array.from({ length: 6 }, (_, person) =>
  ['down', 'up'].flatMap((gesture) =>
    Array.from({ length: 5 }, (_, take) =>
      Array.from({ length: 4 }, (_, time) => ({
        ...{ person: `p${person}`, gesture, take: `${gesture}${take}`, time: 3 - time },
        height: (gesture === 'up' ? 3 - time : time) + person + take / 10,
      })),
    ).flat(),
  ),
).flat()
const ofGestures: TableOptions = {
  ...{ from: gestures, task: 'person', inputs: ['height'], target: 'gesture', kind: 'classification' },
  ...{ shots: 2, queries: 3, window: { length: 4, series: 'take', order: 'time' } },
}

describe('the same rows', () => {
  it.each(Object.keys(written))('from %s', async (name) => {
    const [own, expected] = [await table({ ...common, from: join(folder, name) }), await table({ ...common, from: rows })]
    expect({ ...own.settings, format: null }).toEqual({ ...expected.settings, format: null })
    expect(sampleEpisode({ tasks: own }, 1, 'test', 0)).toEqual(sampleEpisode({ tasks: expected }, 1, 'test', 0))
  })

  it('from bytes, and from text, with the format told', async () => {
    const expected = await table({ ...common, from: rows })
    for (const from of [new TextEncoder().encode(written['rooms.csv']), { text: written['rooms.csv'] }]) {
      const own = await table({ ...common, from, format: 'csv' })
      expect(own.settings.data).toBe(expected.settings.data)
    }
    await expect(table({ ...common, from: { text: 'a' } })).rejects.toThrow(
      /\[table\.format\] expected one of csv, tsv, json, ndjson/,
    )
  })
})

describe('what is drawn', () => {
  it('is of one task, no example on both sides, in the units of the table once restored', async () => {
    const tasks = await table({ ...common, from: rows })
    const { id, support, query } = sampleEpisode({ tasks }, 3, 'train', 7)
    const { inputs, targets } = tasks.preparation
    const restored = [support, query].flatMap(({ x, y }) => {
      const [outside, inside] = [fromModel(inputs, x), fromModel(targets, y)]
      return Array.from(outside, (value, place) => `${value.toFixed(2)} ${Number(inside[place]).toFixed(2)}`)
    })
    const own = rows
      .filter(({ room }) => room === id)
      .map(({ outside, inside }) => `${Number(outside).toFixed(2)} ${Number(inside).toFixed(2)}`)
    expect(new Set(restored).size).toBe(7)
    for (const pair of restored) expect(own).toContain(pair)
  })

  it('is standardized with what training tasks alone say', async () => {
    const split = { validation: ['room 1'], test: ['room 0', 'room 9'] }
    const { preparation } = await table({ ...common, from: rows, split })
    const values = rows
      .filter(({ room }) => !['room 0', 'room 1', 'room 9'].includes(`${room}`))
      .map(({ outside }) => Number(outside))
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    expect(preparation.inputs?.mean[0]).toBeCloseTo(mean, 10)
    expect(preparation.inputs?.deviation[0]).toBeCloseTo(Math.sqrt(variance), 10)
  })

  it('is judged in the unit of the target', async () => {
    const tasks = await table({ ...common, from: rows })
    const deviation = Number(tasks.preparation.targets?.deviation[0])
    expect(tasks.metric.unit).toBe('°C')
    expect(tasks.metric.score([1], Float32Array.of(0), [1])).toBeCloseTo(deviation ** 2, 8)
  })

  it('keeps a group in one split', async () => {
    const tasks = await table({ ...common, from: rows, split: { group: 'house', test: ['house 2'], validation: ['house 4'] } })
    expect(tasks.tasksIn).toEqual({ train: 6, validation: 2, test: 2 })
    const ids = Array.from({ length: 20 }, (_, episode) => sampleEpisode({ tasks }, 1, 'test', episode).id)
    expect([...new Set(ids)].sort()).toEqual(['room 2', 'room 7'])
  })

  it('is a window of one recording, in order, with classes in the same place for everyone', async () => {
    const tasks = await table({ ...ofGestures, standardize: false })
    expect([tasks.inputShape, tasks.targetShape, tasks.preparation.labels]).toEqual([[4, 1], [2], ['down', 'up']])
    const { support, query } = sampleEpisode({ tasks }, 1, 'train', 0)
    expect([support.count, query.count]).toEqual([4, 6])
    for (const { count, x, y } of [support, query]) {
      for (let example = 0; example < count; example++) {
        const rises = Number(x[4 * example + 3]) > Number(x[4 * example])
        expect([y[2 * example], y[2 * example + 1]]).toEqual(rises ? [0, 1] : [1, 0])
      }
    }
  })

  it('shares no row between support and query where windows overlap', async () => {
    const long = Array.from({ length: 4 }, (_, task) =>
      Array.from({ length: 60 }, (_, at) => ({ task: `t${task}`, at, value: at })),
    ).flat()
    const window = { length: 4, stride: 1, order: 'at', flat: true }
    const options = { task: 'task', inputs: ['at'], target: 'value', shots: 3, queries: 5, window, standardize: false }
    const tasks = await table({ ...options, from: long })
    for (let episode = 0; episode < 50; episode++) {
      const { support, query } = sampleEpisode({ tasks }, 1, 'train', episode)
      const seen = new Set(support.x)
      expect(query.count).toBe(5)
      expect([...query.x].some((row) => seen.has(row))).toBe(false)
    }
  })

  it('is of classes drawn anew with ways', async () => {
    const letters = Array.from({ length: 12 }, (_, letter) =>
      Array.from({ length: 6 }, (_, i) => ({ letter: `l${letter}`, a: letter + i / 10, b: -letter })),
    ).flat()
    const tasks = await table({ from: letters, inputs: ['a', 'b'], target: 'letter', ways: 2, shots: 1, queries: 2 })
    expect([tasks.kind, tasks.targetShape, tasks.tasksIn]).toEqual(['classification', [2], { train: 8, validation: 2, test: 2 }])
    expect(sampleEpisode({ tasks }, 1, 'train', 0).support.count).toBe(2)
  })
})

describe('baselines', () => {
  const scoreOf = async (options: TableOptions, name: string) => {
    const tasks = await table(options)
    const baseline = tasks.baselines.find((each) => each.name === name)
    const scores = Array.from({ length: 40 }, (_, episode) => {
      const drawn = sampleEpisode({ tasks }, 1, 'test', episode)
      return tasks.metric.score(baseline?.predict(drawn) ?? [], drawn.query.y, tasks.targetShape)
    })
    return scores.reduce((sum, score) => sum + score, 0) / scores.length
  }

  it('fit what each was made for, and not what it was not', async () => {
    const regression = { ...common, from: rows, shots: 8 }
    expect(await scoreOf(regression, 'ridge regression on support')).toBeLessThan(await scoreOf(regression, 'mean of support'))
    expect(await scoreOf(ofGestures, 'chance')).toBeCloseTo(0.5, 10)
    expect(await scoreOf(ofGestures, 'ridge regression on all training tasks')).toBe(1)
  })
})

it('a profile counts what stands in each column, also where rows leave one out', async () => {
  const { rows: count, columns } = await profileTable([{ a: 1, b: 'x' }, { a: 2 }, { a: 'NA', b: '3', c: 0 }])
  expect(count).toBe(3)
  expect(columns).toEqual([
    { name: 'a', numbers: 2, text: undefined, range: [1, 2], missing: 1, distinct: 2, rowsEach: 1 },
    { name: 'b', numbers: 1, text: { value: 'x', place: 'row 1' }, range: [3, 3], missing: 1, distinct: 2, rowsEach: 1 },
    { name: 'c', numbers: 1, text: undefined, range: [0, 0], missing: 2, distinct: 1, rowsEach: 1 },
  ])
})

describe('what is refused', () => {
  const csv = (text: string, options: Partial<TableOptions> = {}) =>
    table({ ...common, from: { text }, format: 'csv', ...options })
  const good = 'room,outside,inside\nr,1,2\n'

  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'text in a number column',
      () => csv(`${good}r,warm,2`),
      /\[table, line 3, column 'outside'\] expected a number; found "warm"/,
    ],
    ['a hexadecimal number', () => csv(`${good}r,0x10,2`), /line 3, column 'outside'\] expected a number; found "0x10"/],
    ['a number beyond float32', () => csv(`${good}r,1e39,2`), /line 3, column 'outside'\] expected a number; found "1e39"/],
    ['a missing value', () => csv(`${good}r,,2`), /line 3, column 'outside'\] expected a value; found none; .*missing: 'skip'/],
    ['a missing task', () => csv(`${good},1,2`), /line 3, column 'room'\] expected a value/],
    ['a row with fewer fields', () => csv(`${good}r,1`), /\[table, line 3\] expected as many fields as the header has/],
    ['an open quote', () => csv(`${good}"r,1,2`), /expected as many fields as the header has, in whole quotes/],
    [
      'a column twice',
      () => csv('room,room,inside\n'),
      /\[table, line 1\] expected columns of different names; found 'room' twice/,
    ],
    [
      'a column that is not there',
      () => csv('room,out,inside\nr,1,2\n'),
      /line 2\] expected a column 'outside'; found room, out, inside/,
    ],
    ['an empty table', () => csv('room,outside,inside\n'), /\[table\] expected rows; found none/],
    [
      'no such file',
      () => table({ ...common, from: join(folder, 'none.csv') }),
      /\[table\] expected a table at .*; found ENOENT/,
    ],
    ['JSON that is no table', () => table({ ...common, from: { text: '{"a":1}' }, format: 'json' }), /expected an array of rows/],
    [
      'a row that is none',
      () => table({ ...common, from: { text: '{"room":1}\n3' }, format: 'ndjson' }),
      /\[table, line 1\] expected a column/,
    ],
    ['an unknown option', () => table({ ...common, from: rows, inptus: [] } as never), /found 'inptus'; did you mean inputs\?/],
    ['a target among the inputs', () => table({ ...common, from: rows, inputs: ['inside'] }), /columns that are not the target/],
    ['too few tasks', () => table({ ...common, from: rows.slice(0, 24) }), /at least 3 tasks/],
    [
      'an unknown name in a split',
      () => table({ ...common, from: rows, split: { test: ['room 77'], validation: ['room 1'] } }),
      /found 'room 77'/,
    ],
    [
      'a constant column',
      () => table({ ...common, from: rows.map((row) => ({ ...row, outside: 3 })) }),
      /column 'outside'\] expected values that differ .*; found 3 throughout/,
    ],
    [
      'no task with examples enough',
      () => table({ ...common, from: rows, shots: 30 }),
      /\[table, task 'room 0'\] expected 34 examples; found 12 examples of the 34/,
    ],
    [
      'a task in two groups',
      () => table({ ...common, from: rows.map((row, at) => ({ ...row, house: `${at % 3}` })), split: { group: 'house' } }),
      /the group of room 0/,
    ],
    [
      'bytes that are no text',
      () => table({ ...common, from: Uint8Array.of(114, 255), format: 'csv' }),
      /expected text in UTF-8/,
    ],
  ])('%s', async (_, make, message) => {
    await expect(make()).rejects.toThrow(message)
  })

  it('a split without tasks is named when it is drawn from', async () => {
    const tasks = await table({ ...common, from: rows, split: { validation: [], test: ['room 1'] } })
    expect(() => sampleEpisode({ tasks }, 1, 'validation', 0)).toThrow(
      /expected tasks to draw validation episodes from; found none/,
    )
  })

  it('small tasks are left out and named, or refused', async () => {
    const some = rows.filter(({ room, hour }) => room !== 'room 4' || Number(hour) < 5)
    const { skipped, tasksIn } = await table({ ...common, from: some })
    expect(skipped).toEqual([{ name: 'room 4', reason: '5 examples of the 7 that an episode needs' }])
    expect(tasksIn.train + tasksIn.validation + tasksIn.test).toBe(9)
    await expect(table({ ...common, from: some, small: 'refuse' })).rejects.toThrow(
      /task 'room 4'\] expected 7 examples; found 5/,
    )
  })

  it('rows with missing values are left out and counted where that is asked for', async () => {
    const some = rows.map((row, at) => (at % 10 === 0 ? { ...row, outside: 'NA' } : row))
    const { missing } = await table({ ...common, from: some, missing: 'skip' })
    expect([...missing]).toEqual([['outside', 12]])
  })
})

describeTasks(await table({ ...common, from: rows }))
describeTasks(await table(ofGestures))

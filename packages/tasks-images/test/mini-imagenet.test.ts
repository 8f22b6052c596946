// Photographs of mini-ImageNet cannot be shipped: these are single-colored ones of our own, named and laid out as those.

import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Split } from '@assent/core'
import { sampleEpisode } from '@assent/core'
import { describeTasks } from '@assent/testkit'
import { afterAll, describe, expect, it } from 'vitest'
import { miniImagenet } from '../src/index.js'
import { jpeg, layOut } from './fixtures.js'

const counts = { train: 4, val: 2, test: 3 }
const perClass = 4

interface Photograph {
  readonly split: 'train' | 'val' | 'test'
  readonly label: string
  readonly file: string
  readonly content: Buffer
}

/** The class decides the red, the photograph the green. */
const photographs: readonly Photograph[] = await Promise.all(
  Object.entries(counts)
    .flatMap(([split, count], part) =>
      Array.from({ length: count }, (_, place) => ({ split: split as Photograph['split'], number: part * 10 + place })),
    )
    .flatMap(({ split, number }) =>
      Array.from({ length: perClass }, async (_, index) => {
        const label = `n${String(1532829 + number).padStart(8, '0')}`
        const content = await jpeg(number * 10, index * 60, 128, 30, 40)
        return { split, label, file: `${label}${String(index + 5).padStart(8, '0')}.jpg`, content }
      }),
    ),
)

function raviLarochelle(): string {
  const lists = Object.keys(counts).map((split) => {
    const rows = photographs.filter((found) => found.split === split).map(({ file, label }) => `${file},${label}`)
    return [`${split}.csv`, ['filename,label', ...rows, ''].join('\n')]
  })
  return layOut({
    ...Object.fromEntries(lists),
    ...Object.fromEntries(photographs.map(({ file, content }) => [`images/${file}`, content])),
  })
}

function mamlFolders(root?: string): string {
  const files = photographs.map(({ split, label, file, content }) => [`${split}/${label}/${file}`, content])
  return layOut({ ...Object.fromEntries(files), 'train.csv': 'x', 'proc_images.py': 'x', 'images/.gitkeep': '' }, root)
}

const options = { cache: false, ways: 2, shots: 1, queries: 2 } as const

describe.each([
  ['lists and a flat folder', raviLarochelle],
  ['folders', mamlFolders],
])('mini-ImageNet as %s', (_, lay: () => string) => {
  it('gives the classes and photographs of each split', async () => {
    const tasks = await miniImagenet({ from: lay(), ...options })
    expect(tasks.inputShape).toEqual([84, 84, 3])
    expect(tasks.settings).toMatchObject({
      size: 84,
      channels: 3,
      kernel: 'lanczos3',
      invert: false,
      classes: { train: 4, validation: 2, test: 3 },
    })
    for (const [split, folder] of [
      ['train', 'train'],
      ['validation', 'val'],
      ['test', 'test'],
    ] as [Split, string][]) {
      for (let index = 0; index < 10; index++) {
        const { id, support } = sampleEpisode({ tasks }, 1, split, index)
        for (const [place, label] of id.split(', ').entries()) {
          expect(photographs.find((found) => found.label === label)?.split).toBe(folder)
          const red = (Number(label.slice(1)) - 1532829) * 10
          expect(Math.abs((support.x[place * 84 * 84 * 3] as number) * 255 - red)).toBeLessThanOrEqual(4)
        }
      }
    }
  })
})

it('gives the same pixels from both layouts', async () => {
  const [lists, folders] = await Promise.all([raviLarochelle(), mamlFolders()].map((from) => miniImagenet({ from, ...options })))
  expect(lists?.settings).toEqual(folders?.settings)
})

const shared = mkdtempSync(join(tmpdir(), 'assent-mini-'))
afterAll(() => rmSync(shared, { recursive: true }))
describeTasks(await miniImagenet({ from: mamlFolders(shared), ...options }))

describe('mini-ImageNet refuses', () => {
  const [first, second] = photographs as [Photograph, Photograph]

  it('a missing photograph', async () => {
    const from = raviLarochelle()
    rmSync(join(from, 'images', first.file))
    await expect(miniImagenet({ from, ...options })).rejects.toThrow(
      `[${join(from, 'images')}] expected the 36 images of the lists; found 1 missing: ${first.file}; restore or rename them`,
    )
  })

  it('a misnamed photograph', async () => {
    const from = raviLarochelle()
    renameSync(join(from, 'images', second.file), join(from, 'images', 'typo.jpg'))
    await expect(miniImagenet({ from, ...options })).rejects.toThrow(
      `1 missing: ${second.file}; in no list: typo.jpg; restore or rename them`,
    )
  })

  it('a photograph in the folder of another class', async () => {
    const from = mamlFolders()
    renameSync(join(from, 'train', first.label, first.file), join(from, 'test', 'n01532849', first.file))
    await expect(miniImagenet({ from, ...options })).rejects.toThrow(
      `found ${join(from, 'test', 'n01532849', first.file)}; move or rename them`,
    )
  })

  it('a photograph that is listed twice', async () => {
    const from = raviLarochelle()
    layOut({ 'val.csv': `filename,label\n${first.file},${first.label}\n` }, from)
    await expect(miniImagenet({ from, ...options })).rejects.toThrow(`found twice: ${first.file}; correct the lists`)
  })

  it('a folder with neither layout', async () => {
    const from = layOut({ 'train/x': 'x' })
    await expect(miniImagenet({ from, ...options })).rejects.toThrow(
      '[mini-imagenet.from] expected images, train.csv, val.csv and test.csv',
    )
  })
})

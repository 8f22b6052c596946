// Against the real Omniglot, where it lies beside the project; it is not part of it.

import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { estimate, sampleEpisode } from '@assent/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { completeLimits } from '../src/files/limits.js'
import { imageTasks } from '../src/images.js'
import { type OmniglotSplit, omniglot, type Rotations } from '../src/index.js'
import { omniglotSource } from '../src/omniglot.js'
import { layOutClasses, type PackedClass } from '../src/packing/pack.js'
import type { ListedClass } from '../src/sources/image-source.js'
import { splitOmniglot } from '../src/splits/omniglot-splits.js'
import { type Splits, splitClasses } from '../src/splits/split.js'
import { layOut, png } from './fixtures.js'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
const from = path('../../../../shared/data/omniglot')
const cache = path('../../../node_modules/.cache/assent')
const isHere = ['images_background.zip', 'images_evaluation.zip'].every((name) => existsSync(`${from}/${name}`))

const seeds = { lake: 1, vinyals: 1, maml: 1, reptile: 0 }
const parts = ['train', 'validation', 'test'] as const

describe.skipIf(!isHere)('the real Omniglot', () => {
  let listed: readonly ListedClass[] = []
  let characters: readonly PackedClass[] = []
  const splitBy = (split: OmniglotSplit, validation = 0) => splitOmniglot(characters, split, seeds[split], validation)
  const sizes = (splits: Splits) => parts.map((part) => splits[part].length)

  beforeAll(async () => {
    listed = await omniglotSource(from, completeLimits()).source.list()
    characters = layOutClasses(listed)
  })

  it('has 1623 characters of 20 drawings in 50 alphabets, 964 of them in the background set', () => {
    expect(characters.length).toBe(1623)
    expect(characters.every(({ count }) => count === 20)).toBe(true)
    expect(new Set(characters.map(({ group }) => group)).size).toBe(50)
    expect(characters.filter(({ split }) => split === 'train').length).toBe(964)
    const inGroup = (name: string) => characters.filter(({ group }) => group === name).length
    expect(['Greek', 'Latin', 'Japanese_(katakana)', 'Kannada', 'ULOG'].map(inGroup)).toEqual([24, 26, 47, 41, 26])
  })

  it('has the known numbers in the names of its drawings', () => {
    const drawings = (name: string) => listed.find((found) => found.name === name)?.images.map((image) => basename(image.name))
    expect(drawings('Greek/character01')?.[0]).toBe('0394_01.png')
    expect(drawings('Korean/character01')?.[19]).toBe('0643_20.png')
    expect(drawings('Angelic/character01')?.[0]).toBe('0965_01.png')
    expect(drawings('ULOG/character26')?.[0]).toBe('1623_01.png')
  })

  it.each([
    ['lake', [964, 0, 659]],
    ['vinyals', [1028, 172, 423]],
    ['maml', [1100, 100, 423]],
    ['reptile', [1200, 0, 423]],
  ] as const)('is split by %s into %o, without overlap', (split, expected) => {
    const splits = splitBy(split)
    expect(sizes(splits)).toEqual(expected)
    expect(new Set(parts.flatMap((part) => splits[part].map(({ name }) => name))).size).toBe(1623)
  })

  it('gives characters to choose on where a split has none', () => {
    expect(sizes(splitBy('reptile', 100))).toEqual([1100, 100, 423])
    expect(splitBy('reptile', 100).test).toEqual(splitBy('reptile').test)
    const lake = splitBy('lake', 50)
    expect(sizes(lake)).toEqual([914, 50, 659])
    expect(lake.test.every(({ split }) => split === 'test')).toBe(true)
  })

  // random.seed(seed); random.shuffle(names) in Python 3.11, names sorted; SHA-256 of the last 423, joined by commas.
  it.each([
    ['maml', 'Avesta/character22', '4ac1ec38d7ee13d7b5b81e1821c4f8832aee2eb728140d7ee9f69629924a29ff'],
    ['reptile', 'Japanese_(hiragana)/character15', '392c78b0bc67080e95756a174de934e09bfe74925694b780a1eceb97490a7e12'],
  ] as const)('is shuffled for %s as Python does', (split, last, digest) => {
    const names = splitBy(split).test.map(({ name }) => name)
    expect(names.at(-1)).toBe(last)
    expect(createHash('sha256').update(names.join()).digest('hex')).toBe(digest)
  })

  it('has the alphabets of Vinyals et al. in each split', () => {
    const { validation, test } = splitBy('vinyals')
    const counts = (classes: readonly PackedClass[]) => {
      const groups = [...new Set(classes.map(({ group }) => group))].sort()
      return Object.fromEntries(groups.map((name) => [name, classes.filter(({ group }) => group === name).length]))
    }
    expect(counts(validation)).toEqual({ Armenian: 41, Bengali: 46, Early_Aramaic: 22, Hebrew: 22, 'Mkhedruli_(Georgian)': 41 })
    expect(counts(test)).toEqual({
      ...{
        Gurmukhi: 4,
        Kannada: 41,
        Keble: 26,
        Malayalam: 47,
        Manipuri: 40,
        Mongolian: 30,
        'Old_Church_Slavonic_(Cyrillic)': 45,
      },
      ...{ Oriya: 46, Sylheti: 28, 'Syriac_(Serto)': 23, Tengwar: 25, Tibetan: 42, ULOG: 26 },
    })
  })

  // Measured apart from this code on these characters: cubic resize, ink 1, 1000 episodes, 15 queries per class, ± 95 %.
  const small = ['Balinese', 'Early_Aramaic', 'Greek', 'Japanese_(katakana)', 'Korean', 'Latin', 'Sanskrit', 'Tagalog']
  const three = ['Japanese_(katakana)', 'Sanskrit', 'Tagalog']
  it.each([
    ['the 242 characters of the small sets', small, 5, 1, 0.423, 0.005],
    ['the 242 characters of the small sets', small, 5, 5, 0.652, 0.005],
    ['the 242 characters of the small sets', small, 20, 1, 0.23, 0.003],
    ['katakana, Sanskrit and Tagalog', three, 5, 1, 0.4, 0.005],
  ])('gives pixels the known accuracy on %s: %#', async (_, test, ways, shots, known, interval) => {
    const { source } = omniglotSource(from, completeLimits())
    const tasks = await imageTasks({
      name: 'omniglot-small',
      // Decoding all 32,460 drawings would take the test a minute.
      source: { ...source, list: async () => listed.filter(({ group }) => small.includes(group)) },
      folder: cache,
      preparation: { size: 28, kernel: 'cubic', channels: 1, invert: true, ground: '#ffffff', failOn: 'warning' },
      split: (classes) => splitClasses('omniglot', classes, { test }),
      rotations: 'none',
      settings: {},
      options: { ways, shots },
    })
    const scores = Array.from({ length: ways === 20 ? 200 : 600 }, (_, index) => {
      const episode = sampleEpisode({ tasks }, 1, 'test', index)
      return tasks.metric.score(tasks.baselines[0]?.predict(episode) ?? [], episode.query.y, tasks.targetShape)
    })
    const found = estimate(scores)
    expect(Math.abs(found.mean - known)).toBeLessThan(Math.hypot(interval, found.interval))
  })
})

describe('Omniglot', () => {
  const drawing = (id: string, drawer: number) => `${id}_${String(drawer).padStart(2, '0')}.png`
  const layOutCharacters = async (rename: (name: string) => string = (name) => name) => {
    const image = await png(
      Array.from({ length: 105 * 105 }, (_, place) => (place % 105 < 52 ? 0 : 255)),
      105,
      105,
    )
    const characters = {
      'images_background/Greek/character01': '0394',
      'images_evaluation/Angelic/character01': '0965',
      'images_evaluation/Angelic/character02': '0966',
    }
    return layOut(
      Object.fromEntries(
        Object.entries(characters).flatMap(([folder, id]) =>
          [1, 2, 3].map((drawer) => [rename(`${folder}/${drawing(id, drawer)}`), image] as const),
        ),
      ),
    )
  }
  const turned = (name: string) => [name, `${name} 90°`, `${name} 180°`, `${name} 270°`]
  const lists = { test: ['Greek', 'Angelic'] }
  const options = { cache: false, ways: 2, queries: 1, split: lists } as const

  it('is read from unpacked folders, 28 × 28, ink 1, and describes itself', async () => {
    const tasks = await omniglot({ from: await layOutCharacters(), ...options })
    expect(tasks.inputShape).toEqual([28, 28, 1])
    expect(tasks.settings).toMatchObject({
      ...{ size: 28, kernel: 'lanczos3', channels: 1, invert: true, rotations: 'none', split: lists },
      classes: { train: 0, validation: 0, test: 3 },
    })
    const { support } = sampleEpisode({ tasks }, 1, 'test', 0)
    expect([support.x[0], support.x[27]]).toEqual([1, 0])
  })

  it.each<[Rotations, train: string[], test: string[]]>([
    ['none', ['Greek/character01'], ['Angelic/character01', 'Angelic/character02']],
    ['train', turned('Greek/character01'), ['Angelic/character01', 'Angelic/character02']],
    ['all', turned('Greek/character01'), [...turned('Angelic/character01'), ...turned('Angelic/character02')]],
  ])('makes classes of rotations after the split: %s', async (rotations, train, test) => {
    const from = await layOutCharacters()
    const draw = async (part: 'train' | 'test', ways: number) => {
      const split = { [part]: part === 'train' ? ['Greek'] : ['Angelic'] }
      const tasks = await omniglot({ from, ...options, split, rotations, ways })
      return sampleEpisode({ tasks }, 1, part, 0).id.split(', ').sort()
    }
    expect(await draw('test', test.length)).toEqual(test.sort())
    if (train.length > 1) expect(await draw('train', train.length)).toEqual(train.sort())
    const tooMany = `expected at most ${train.length}, the classes of the train split`
    await expect(draw('train', train.length + 1)).rejects.toThrow(tooMany)
  })

  it('turns every episode where it is asked to', async () => {
    const tasks = await omniglot({ from: await layOutCharacters(), ...options, rotations: 'episode' })
    const episodes = Array.from({ length: 20 }, (_, index) => sampleEpisode({ tasks }, 1, 'test', index))
    // The corners of a drawing that is black on its left, turned counterclockwise.
    const corners: Record<string, number[]> = {
      '0°': [1, 0, 1, 0],
      '90°': [0, 0, 1, 1],
      '180°': [0, 1, 0, 1],
      '270°': [1, 1, 0, 0],
    }
    const seen = new Set<string>()
    for (const { id, support } of episodes) {
      for (const [place, angle] of (id.split('turned by ')[1] as string).split(', ').entries()) {
        expect([0, 27, 27 * 28, 28 * 28 - 1].map((pixel) => support.x[place * 784 + pixel])).toEqual(corners[angle])
        seen.add(angle)
      }
    }
    expect(seen.size).toBe(4)
  })

  it.each([
    [
      'a misspelled drawing',
      'Greek/character01/0394_02.png',
      'Greek/character01/394_02.png',
      /drawings of Greek\/character01 named as 0001_01\.png.*found .*394_02\.png; rename/,
    ],
    [
      'a drawing of another character',
      'Greek/character01/0394_02.png',
      'Greek/character01/0395_02.png',
      /all of one number; found .*0395_02\.png; rename/,
    ],
    [
      'a drawer that there is not',
      'Greek/character01/0394_02.png',
      'Greek/character01/0394_21.png',
      /found .*0394_21\.png; rename/,
    ],
  ])('names %s', async (_, name, wrong, message) => {
    const from = await layOutCharacters((path) => path.replace(name, wrong))
    await expect(omniglot({ from, ...options })).rejects.toThrow(message)
  })

  it('names two characters of one number', async () => {
    const from = await layOutCharacters((path) => path.replace('0966', '0965'))
    await expect(omniglot({ from, ...options })).rejects.toThrow(
      'expected a number for each character; found 0965 for Angelic/character01 and Angelic/character02',
    )
  })

  it('refuses a published split of less than everything', async () => {
    const { split: _lists, ...rest } = options
    await expect(omniglot({ from: await layOutCharacters(), ...rest })).rejects.toThrow(
      'expected 1623 characters for the maml split; found 3; give images_background and images_evaluation, or lists as split',
    )
    await expect(omniglot({ from: await layOutCharacters(), ...rest, split: 'snell' as 'maml' })).rejects.toThrow(
      '[omniglot.split] expected maml, reptile, vinyals, lake; found snell; choose one of them, or give lists',
    )
  })
})

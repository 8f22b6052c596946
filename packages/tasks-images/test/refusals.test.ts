// Whatever is wrong with the data is named.

import { join } from 'node:path'
import { zipSync } from 'fflate'
import { describe, expect, it, vi } from 'vitest'
import { type ImagesOptions, images } from '../src/index.js'
import { jpeg, layOut, open, png } from './fixtures.js'

const image = await png([1, 2, 3, 4], 2, 2)
const busy = await png(
  Array.from({ length: 400 }, (_, place) => (place * place * 37) % 256),
  20,
  20,
)
const photograph = await jpeg(200, 100, 50, 64, 64)

/** The bytes with a few of them changed from `place` on. */
function damaged(bytes: Uint8Array, place: number): Buffer {
  return Buffer.from(bytes).fill(0xa5, place, place + 8)
}

describe('images', () => {
  it.each([
    ['a PNG with other bytes in it', { 'cat/bad.png': damaged(busy, 80) }, 'cat/bad.png'],
    ['a PNG that is cut off', { 'cat/cut.png': image.subarray(0, image.length - 20) }, 'cat/cut.png'],
    ['a JPEG that is cut off', { 'cat/cut.jpg': photograph.subarray(0, photograph.length - 60) }, 'cat/cut.jpg'],
    ['a file that is no image', { 'cat/text.jpg': 'text' }, 'cat/text.jpg'],
    ['an empty file', { 'cat/empty.png': '' }, 'cat/empty.png'],
  ])('names %s', async (_, bad, name) => {
    const root = layOut({ 'cat/good.png': image, ...bad })
    await expect(open(root, { size: 4 })).rejects.toThrow(
      `[${root}] expected whole images, all of one height, width and channels; found ${join(root, name)} (`,
    )
  })

  it('names all that are broken, up to ten', async () => {
    const few = layOut({ 'cat/1.png': 'x', 'cat/2.png': image, 'cat/3.png': 'x' })
    await expect(open(few)).rejects.toThrow(/found [^ ]*cat\/1\.png \([^)]*\), [^ ]*cat\/3\.png \([^)]*\); replace/)
    const many = layOut(Object.fromEntries(Array.from({ length: 40 }, (_, place) => [`cat/${place + 10}.png`, 'x'])))
    await expect(open(many)).rejects.toThrow(/found among others ([^ ]*cat\/1\d\.png \([^)]*\)(, )?){10}; replace/)
  })

  it('names one inside of an archive', async () => {
    const root = layOut({ 'a.zip': zipSync({ 'cat/1.png': image, 'cat/2.png': Buffer.from('x') }) })
    await expect(open(join(root, 'a.zip'))).rejects.toThrow(`found ${join(root, 'a.zip')}/cat/2.png (`)
    const packed = zipSync({ 'cat/1.png': Buffer.alloc(5000, 'random '), 'cat/2.png': image })
    const broken = layOut({ 'a.zip': Buffer.from(packed).fill(0xff, 40, 60) })
    await expect(open(join(broken, 'a.zip'))).rejects.toThrow(/expected a whole zip archive; found .* at cat\/1\.png/)
  })

  it('names one of another size', async () => {
    const root = layOut({ 'cat/1.png': image, 'cat/2.png': await png([1, 2], 1, 2) })
    await expect(open(root)).rejects.toThrow(`found ${join(root, 'cat/2.png')} (1,2,3 and not 2,2,3); replace them; set size`)
  })

  it.each([
    ['one that is not named as an image', { 'cat/1.png': image, 'cat/2.pgn': image }, 'found cat/2.pgn; rename or remove them'],
    [
      'one outside of a class',
      { 'cat/1.png': image, '1.png': image },
      'found images in no class: 1.png; move them into class folders',
    ],
    ['one between class folders', { 'pets/cat/1.png': image, 'pets/1.png': image }, 'found images and folders in pets; move'],
    ['no images at all', { 'README.md': 'text' }, 'expected folders of images; found none'],
  ])('names %s', async (_, files, message) => {
    await expect(open(layOut(files))).rejects.toThrow(message)
  })

  it('names missing and empty places', async () => {
    const root = layOut({ 'cat/1.png': image, 'dog/.DS_Store': 'x' })
    await expect(open(root)).rejects.toThrow('expected images in every class folder; found none in dog; add images or remove')
    await expect(images({ from: join(root, 'lizard') })).rejects.toThrow(
      `expected a folder or file at ${join(root, 'lizard')}; found nothing`,
    )
    await expect(images({ from: join(root, 'cat/1.png') })).rejects.toThrow('expected a folder, .zip, .npy or .npz')
  })

  it('says how to install sharp where it is missing', async () => {
    vi.doMock('sharp', () => {
      throw new Error("Cannot find package 'sharp'")
    })
    await expect(open(layOut({ 'cat/1.png': image }))).rejects.toThrow(
      /\[images\] expected sharp, which .*; run: npm install sharp@0\.35\.5/,
    )
    vi.doUnmock('sharp')
  })
})

describe('classes', () => {
  const files = Object.fromEntries(
    [...Array(12).keys()].flatMap((place) =>
      [0, 1, 2].slice(0, place < 2 ? 2 : 3).map((index) => [`class${10 + place}/${index}.png`, image]),
    ),
  )
  const names = (from: number, to: number) => Array.from({ length: to - from }, (_, place) => `class${10 + from + place}`)
  const lists = { train: names(0, 4), validation: names(4, 8), test: names(8, 12) }
  const load = (options: Partial<ImagesOptions>) =>
    images({ from: layOut(files), cache: false, name: 'pets', ways: 4, queries: 1, split: lists, ...options })

  it('names those with too few images', async () => {
    await expect(load({ queries: 2 })).rejects.toThrow(
      '[pets] expected at least 3 images per train class for 1 shots and 2 queries; found 2 in class10, 2 in class11; ask for fewer',
    )
    await expect(load({ trainQueries: 1, queries: 3 })).rejects.toThrow(
      '4 images per validation class for 1 shots and 3 queries; found 3 in class14, ',
    )
  })

  it.each<[kind: string, split: ImagesOptions['split'], message: string]>([
    ['that a list misspells', { train: ['class99'] }, 'found class99; correct the list'],
    ['in two splits', { train: ['class10'], test: ['class10'] }, 'found class10 in train and test; correct the lists'],
    ['too many', { train: 10, test: 10, seed: 1 }, '[pets.split] expected at most 12 classes; found 20; ask for fewer'],
    ['without a split', undefined, '[pets.split] expected a split for every class; found none for class10, class11, '],
  ])('names those %s', async (_, split, message) => {
    const options = { from: layOut(files), cache: false, name: 'pets', queries: 1, ways: 2 } as const
    await expect(images(split ? { ...options, split } : options)).rejects.toThrow(message)
  })

  it('reads lists from files', async () => {
    const csv = Object.entries(lists).flatMap(([split, classes]) =>
      classes.map((name) => `"${name}",${split === 'validation' ? 'val' : split}`),
    )
    const root = layOut({
      'splits.json': JSON.stringify({ train: lists.train, valid: lists.validation, test: lists.test }),
      'splits.csv': ['class,split', ...csv, ''].join('\r\n'),
      'other.csv': 'name,part\nclass10,train',
      'short.csv': 'class,split\nclass10',
      'other.json': '{"training": []}',
      'broken.json': '{',
    })
    const direct = await load({})
    for (const file of ['splits.json', 'splits.csv']) {
      const tasks = await load({ split: join(root, file) })
      expect(tasks.settings).toEqual({ ...direct.settings, split: file })
    }
    const refused = (file: string) => expect(load({ split: join(root, file) })).rejects
    await refused('other.csv').toThrow('expected a header with class and split, once each; found name,part; correct the header')
    await refused('short.csv').toThrow('expected 2 fields in line 2; found 1; correct the line')
    await refused('other.json').toThrow('found training; rename it')
    await refused('broken.json').toThrow('expected JSON; found ')
    await refused('none.json').toThrow('expected a split list; found ENOENT')
  })

  it('are divided at random by a seed, without overlap', async () => {
    const draw = async (seed: number) => {
      const tasks = await load({ split: { train: 6, validation: 0, test: 6, seed }, ways: 6 })
      const idOf = (part: 'train' | 'test') =>
        tasks
          .sample(part, { integer: () => 0, uniform: () => 0, normal: () => 0, sample: (below) => [...Array(below).keys()] })
          .id.split(', ')
      return { train: idOf('train'), test: idOf('test') }
    }
    const first = await draw(1)
    expect(new Set([...first.train, ...first.test]).size).toBe(12)
    expect(await draw(1)).toEqual(first)
    expect(await draw(2)).not.toEqual(first)
  })

  it('are refused when two sources share them', async () => {
    const root = layOut({ 'a/cat/1.png': image, 'b/cat/1.png': image })
    const message = 'expected each class in one source and one split; found twice: cat; remove one of the two'
    await expect(open([join(root, 'a'), join(root, 'b')])).rejects.toThrow(message)
    await expect(open({ train: join(root, 'a'), test: join(root, 'b') })).rejects.toThrow(message)
    await expect(open(layOut({ 'train/cat/1.png': image, 'test/cat/1.png': image }))).rejects.toThrow(message)
  })
})

import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { sampleEpisode } from '@assent/core'
import { describe, expect, it } from 'vitest'
import { completeLimits } from '../src/files/limits.js'
import { images, type Progress } from '../src/index.js'
import { openImages } from '../src/packing/open-images.js'
import { completePreparation, type PreparationOptions } from '../src/packing/preparation.js'
import { sourceOf } from '../src/sources/from.js'
import { layOut, pixelsOf, png, temporaryFolder } from './fixtures.js'

const [dark, light] = (await Promise.all([png([1, 2, 3, 4], 2, 2), png([201, 202, 203, 204], 2, 2)])) as [Buffer, Buffer]
const files = { 'cat/1.png': dark, 'cat/2.png': light, 'dog/1.png': light }

async function open(
  root: string,
  cache: string | false,
  { heldInMemory = 1 << 20, ...options }: PreparationOptions & { heldInMemory?: number } = {},
) {
  const heard: Progress[] = []
  const preparation = completePreparation({ channels: 1, ...options })
  const packed = await openImages(sourceOf(root, completeLimits()).source, {
    name: 'pets',
    preparation,
    limits: completeLimits(),
    cache,
    heldInMemory,
    onProgress: (progress) => heard.push(progress),
  })
  return { packed, decoded: heard.length > 0, heard }
}

describe('the packed file', () => {
  it('is made once, with progress, and then opened without decoding', async () => {
    const [root, cache] = [layOut(files), temporaryFolder()]
    const first = await open(root, cache)
    expect(first.heard).toEqual([1, 2, 3].map((done) => ({ done, total: 3 })))
    const [file, ...others] = readdirSync(cache)
    expect(others).toEqual([])
    expect(file).toMatch(/^pets-[0-9a-f]{8}\.images$/)
    const second = await open(root, cache)
    expect(second.decoded).toBe(false)
    expect(second.packed.sha256).toBe(first.packed.sha256)
    expect(second.packed.classes).toEqual(first.packed.classes)
    expect(pixelsOf(second.packed)).toEqual([
      [1, 2, 3, 4],
      [201, 202, 203, 204],
      [201, 202, 203, 204],
    ])
  })

  it('has the same images when it is too large to be held, and when there is none', async () => {
    const [root, cache] = [layOut(files), temporaryFolder()]
    const held = await open(root, cache)
    const drawn = await open(root, cache, { heldInMemory: 0 })
    const none = await open(root, false)
    expect(pixelsOf(drawn.packed)).toEqual(pixelsOf(held.packed))
    expect(pixelsOf(none.packed)).toEqual(pixelsOf(held.packed))
    expect([drawn.packed.sha256, none.packed.sha256]).toEqual([held.packed.sha256, held.packed.sha256])
    expect([drawn.decoded, none.decoded]).toEqual([false, true])
  })

  it.each<[string, (root: string) => void]>([
    ['changed', (root) => writeFileSync(join(root, 'cat/1.png'), light)],
    ['of another time', (root) => utimesSync(join(root, 'cat/1.png'), 1, 1)],
    ['added', (root) => writeFileSync(join(root, 'cat/3.png'), dark)],
    ['renamed', (root) => renameSync(join(root, 'cat/1.png'), join(root, 'cat/0.png'))],
    ['moved to another class', (root) => renameSync(join(root, 'cat/1.png'), join(root, 'dog/2.png'))],
  ])('is made again when an image is %s', async (_, change) => {
    const [root, cache] = [layOut(files), temporaryFolder()]
    await open(root, cache)
    change(root)
    expect((await open(root, cache)).decoded).toBe(true)
    expect((await open(root, cache)).decoded).toBe(false)
    expect(readdirSync(cache).length).toBe(1)
  })

  it('is another one for other options', async () => {
    const [root, cache] = [layOut(files), temporaryFolder()]
    await open(root, cache)
    expect((await open(root, cache, { invert: true })).decoded).toBe(true)
    expect((await open(root, cache)).decoded).toBe(false)
    expect(readdirSync(cache).length).toBe(2)
  })

  it.each([1, 4, 12, 100])('is made again when %i bytes of its end are lost', async (lost) => {
    const [root, cache] = [layOut(files), temporaryFolder()]
    await open(root, cache)
    const file = join(cache, readdirSync(cache)[0] as string)
    const whole = readFileSync(file)
    truncateSync(file, statSync(file).size - lost)
    expect((await open(root, cache)).decoded).toBe(true)
    expect(readFileSync(file)).toEqual(whole)
  })

  it('is not left half written when an image is broken', async () => {
    const [root, cache] = [layOut({ ...files, 'dog/2.png': 'no image' }), temporaryFolder()]
    await expect(open(root, cache)).rejects.toThrow('dog/2.png')
    expect(readdirSync(cache)).toEqual([])
  })

  it('refuses a folder that cannot be written to', async () => {
    const root = layOut({ ...files, 'a file': 'x' })
    await expect(open(join(root), join(root, 'a file', 'below'))).rejects.toThrow(
      /\[images\.cache\] expected a folder to write to, with room for all pixels; found ENOTDIR.*; set cache to another folder/,
    )
  })

  it('lies beside the data unless a folder is given', async () => {
    const root = layOut({ 'pets/cat/1.png': dark, 'pets/cat/2.png': light, 'pets/dog/1.png': dark, 'pets/dog/2.png': light })
    const split = { train: ['cat', 'dog'] }
    const tasks = await images({ from: join(root, 'pets'), split, ways: 2, queries: 1, channels: 1 })
    expect(readdirSync(root).filter((name) => name !== 'pets')).toEqual([expect.stringMatching(/^pets-[0-9a-f]{8}\.images$/)])
    expect(tasks.name).toBe('pets')
    const { support } = sampleEpisode({ tasks }, 1, 'train', 0)
    expect([1, 201].map((value) => Math.fround(value / 255))).toContain(support.x[0])
    expect(basename(root)).not.toBe('pets')
  })
})

describe('a packed file that is not what was written', () => {
  const dataOf = (bytes: Buffer) => bytes.length - 12 - bytes.readUInt32LE(bytes.length - 12)

  it.each<[string, (whole: Buffer) => Buffer]>([
    ['all pixels inverted', (whole) => Buffer.from(whole.map((byte, place) => (place < dataOf(whole) ? 255 - byte : byte)))],
    ['one bit of a pixel turned', (whole) => Buffer.from(whole).fill((whole[5] ?? 0) ^ 1, 5, 6)],
    ['nothing in it', () => Buffer.alloc(0)],
    ['five bytes in it', () => Buffer.from('hello')],
    ['only its ending', (whole) => whole.subarray(whole.length - 12)],
    ['a table that is no JSON', (whole) => Buffer.from(whole).fill('[', dataOf(whole), dataOf(whole) + 9)],
    ['a table of other things', (whole) => Buffer.from(whole.toString('latin1').replace('"start":0', '"start":9'), 'latin1')],
    ['a class of no images', (whole) => Buffer.from(whole.toString('latin1').replace('"count":2', '"count":0'), 'latin1')],
    ['a table longer than itself', (whole) => Buffer.from(whole).fill(0xff, whole.length - 12, whole.length - 8)],
  ])('with %s is packed again', async (_, change) => {
    const [root, cache] = [layOut(files), temporaryFolder()]
    const first = await open(root, cache)
    const file = join(cache, readdirSync(cache)[0] as string)
    const whole = readFileSync(file)
    const changed = change(whole)
    expect(changed.equals(whole)).toBe(false)
    writeFileSync(file, changed)
    const second = await open(root, cache)
    expect(second.decoded).toBe(true)
    expect(pixelsOf(second.packed)).toEqual(pixelsOf(first.packed))
    expect(readFileSync(file)).toEqual(whole)
    expect((await open(root, cache)).decoded).toBe(false)
  })

  it.skipIf(process.platform === 'win32')('but a pipe is replaced and not waited for', async () => {
    const [root, cache] = [layOut(files), temporaryFolder()]
    await open(root, cache)
    const file = join(cache, readdirSync(cache)[0] as string)
    rmSync(file)
    execFileSync('mkfifo', [file])
    expect((await open(root, cache)).decoded).toBe(true)
    expect((await open(root, cache)).decoded).toBe(false)
  })
})

describe('one cache folder', () => {
  it('holds the pixels of two sources that are alike in names, sizes and times', async () => {
    const [a, b, cache] = [layOut({ 'cat/1.png': dark }), layOut({ 'cat/1.png': light }), temporaryFolder()]
    expect(dark.length).toBe(light.length)
    for (const root of [a, b]) utimesSync(join(root, 'cat/1.png'), 1, 1)
    for (let time = 0; time < 2; time++) {
      for (const [root, pixels] of [
        [a, [1, 2, 3, 4]],
        [b, [201, 202, 203, 204]],
      ] as const) {
        const { packed, decoded } = await open(root, cache)
        expect(pixelsOf(packed)).toEqual([pixels])
        expect(decoded).toBe(time === 0)
      }
    }
  })

  it('may move together with its data', async () => {
    const root = layOut({ 'here/data/cat/1.png': dark })
    await open(join(root, 'here/data'), join(root, 'here'))
    renameSync(join(root, 'here'), join(root, 'there'))
    expect((await open(join(root, 'there/data'), join(root, 'there'))).decoded).toBe(false)
  })

  it.each(['', 'cat', 'packs', 'packs/of/images'])('may be the data folder, or below it: %j', async (below) => {
    const root = layOut({ ...files, 'notes.txt': 'x' })
    const whole = await open(root, join(root, below))
    writeFileSync(join(root, 'notes.txt'), 'others')
    const again = await open(root, join(root, below))
    expect([whole.decoded, again.decoded]).toEqual([true, false])
    expect(again.packed.classes.map(({ name }) => name)).toEqual(['cat', 'dog'])
  })
})

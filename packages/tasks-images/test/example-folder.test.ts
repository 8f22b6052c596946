// The images of one new task in folders: decoded as training decodes, in a stated order, or refused by name.

import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readExampleFolder } from '../src/index.js'
import { layOut, png } from './fixtures.js'

const [dark, light] = [await png([0, 51, 102, 153], 2, 2), await png([255, 204, 153, 102], 2, 2)]
const gray = { size: 2, channels: 1 } as const
const refused = (files: Parameters<typeof layOut>[0], message: string, limits = {}) => {
  const root = layOut({ 'LICENSE.txt': 'x', ...files })
  return expect(readExampleFolder(root, gray, limits)).rejects.toThrow(message.replace('ROOT', root))
}

describe('a folder of examples', () => {
  it('has classes and images in the order of their names, prepared as asked for', async () => {
    const root = layOut({ 'b/2.png': dark, 'b/10.png': light, 'a/x.png': light, 'what.png': dark, 'notes.md': '', '.hidden': '' })
    const { classes, others } = await readExampleFolder(root, { ...gray, invert: true })
    expect(classes.map(({ name, images }) => [name, images.map(({ path }) => path)])).toEqual([
      ['a', ['a/x.png']],
      ['b', ['b/10.png', 'b/2.png']],
    ])
    expect(classes[1]?.images.map(({ values }) => [...values])).toEqual(
      [
        [0, 51, 102, 153],
        [255, 204, 153, 102],
      ].map((row) => row.map((value) => Math.fround(value / 255))),
    )
    expect(others.map(({ path, shape }) => [path, shape])).toEqual([['what.png', [2, 2, 1]]])
    expect((await readExampleFolder(root, { size: 1, channels: 3 })).others[0]?.shape).toEqual([1, 1, 3])
  })

  it('is refused by name where it is not one', async () => {
    await refused({ 'a.png': dark }, '[ROOT] expected a folder of images for each class; found none')
    await refused({ 'a/1.png': dark, 'b/deep/1.png': dark }, 'found b/deep/1.png; move or remove them')
    await refused({ 'a/1.png': dark, 'b/1.txt': 'x' }, 'expected images (.png, .jpg, …) in class folders and nothing else')
    await refused({ 'a/1.png': dark, 'b/.hidden': '' }, 'expected images in every class folder; found none in b')
    await refused({ 'a/1.png': dark, 'b/1.png': dark }, 'expected at most 1 images', { images: 1 })
    await expect(readExampleFolder('/nowhere', gray)).rejects.toThrow('[/nowhere] expected a folder of images; found ENOENT')
  })

  it('names the image that is broken', async () => {
    const root = layOut({ 'a/1.png': dark, 'b/1.png': dark.subarray(0, 40) })
    await expect(readExampleFolder(root, gray)).rejects.toThrow(`[${join(root, 'b/1.png')}] expected a whole image; found`)
  })
})

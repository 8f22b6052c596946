// Options that nobody reads, or that could be taken for others, are refused with the nearest name.

import { describe, expect, it } from 'vitest'
import { decodeImage, images, miniImagenet, omniglot } from '../src/index.js'
import { layOut, png } from './fixtures.js'

const image = await png([1, 2, 3, 4], 2, 2)

/** As from JavaScript, or from a file. */
const untyped = (options: object) => options as never

describe('options of images', () => {
  const load = (options: object) =>
    images(untyped({ from: layOut({ 'a/1.png': image, 'b/1.png': image }), cache: false, ways: 2, ...options }))

  it.each([
    [{ seize: 4 }, "found 'seize'; did you mean size?"],
    [{ trainWays: 5 }, '[images] expected options name, from, split, rotations, ways, shots, queries, trainShots,'],
    [{ split: { trian: ['a'] } }, "[1.split] expected options train, validation, test; found 'trian'; did you mean train?"],
    [{ split: { train: 'a' } }, '[1.split] expected names per split; found {"train":"a"}; list the classes'],
    [{ split: { train: 1, test: 1, seed: 1, tset: 1 } }, "found 'tset'; did you mean test?"],
    [{ split: { train: 1, test: 1, seed: Number.NaN } }, '[1.split.seed] expected a whole number; found NaN; correct it'],
    [{ split: { train: 0.5, test: 1, seed: 1 } }, '[1.split.train] expected a whole number; found 0.5; correct it'],
    [{ rotations: 'spin' }, '[images.rotations] expected none, train, all, episode; found spin; choose one of them'],
    [{ name: '../../evil' }, '[images.name] expected a name that can begin a file name; found ../../evil; leave out slashes'],
    [{ cache: 5 }, '[images.cache] expected a folder, or false; found 5'],
    [{ size: 0 }, '[images.size] expected a whole number of at least 1, or [height, width]; found 0; correct size'],
    [{ size: [4, 4, 3] }, '[images.size] expected a whole number of at least 1, or [height, width]; found [4,4,3]'],
    [{ kernel: 'lanczos' }, '[images.kernel] expected nearest, linear, cubic, mitchell, lanczos2, lanczos3; found "lanczos"'],
    [{ channels: 4 }, '[images.channels] expected 1, 3 or null; found 4'],
    [{ invert: 'yes' }, '[images.invert] expected true or false; found "yes"'],
    [{ failOn: 'none' }, "[images.failOn] expected 'warning' or 'error'; found \"none\""],
    [
      { limits: { pixel: 4 } },
      "[images.limits] expected options fileBytes, imageBytes, pixels, side, packedPixels, images; found 'pixel'",
    ],
    [{ from: 5 }, '[images.from] expected a path, several, or paths by what they hold; found 5; name where the images lie'],
    [{ from: null }, '[images.from] expected a path'],
    [{ from: '' }, '[images.from] expected a path'],
    [{ from: ['a', 7] }, '[images.from] expected a path, several, or paths by what they hold; found 7'],
    [{ from: { images: 'a', labels: 3 } }, '[images.from] expected a path, several, or paths by what they hold; found 3'],
    [{ from: { trian: 'a' } }, "[images.from] expected options train, validation, test; found 'trian'; did you mean train?"],
    [{ from: { images: 'a', lists: { tset: 'b' } } }, "found 'tset'; did you mean test?"],
    [{ from: {} }, '[images.from] expected at least one source; found none'],
  ])('%j are refused', async (options, message) => {
    const root = layOut({ '1/a/1.png': image, '1/b/1.png': image })
    await expect(load({ from: `${root}/1`, ...options })).rejects.toThrow(
      expect.objectContaining({ name: 'AssentError', message: expect.stringContaining(message) }),
    )
  })

  it('of the published data sets and of new images are checked alike', async () => {
    await expect(omniglot(untyped({ from: 'x', spilt: 'maml' }))).rejects.toThrow("found 'spilt'; did you mean split?")
    await expect(omniglot(untyped({ from: 'x', split: 'constructor' }))).rejects.toThrow(
      '[omniglot.split] expected maml, reptile',
    )
    await expect(miniImagenet(untyped({ from: 'x', rotations: 'all' }))).rejects.toThrow(
      '[mini-imagenet] expected options from, ways',
    )
    await expect(miniImagenet(untyped({ from: 7 }))).rejects.toThrow('[images.from] expected a path')
    await expect(decodeImage(image, untyped({ grund: '#000000' }))).rejects.toThrow("found 'grund'; did you mean ground?")
  })
})

// The same images in every layout give the same pack.

import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { From } from '../src/index.js'
import { jpeg, layOut, open, pixelsOf, png } from './fixtures.js'

const images = [
  [0, 10, 20, 30, 40, 50],
  [60, 70, 80, 90, 100, 110],
  [120, 130, 140, 150, 160, 170],
  [180, 190, 200, 210, 220, 255],
]
const [first, second, third, fourth] = (await Promise.all(images.map((pixels) => png(pixels, 2, 3)))) as [
  Buffer,
  Buffer,
  Buffer,
  Buffer,
]
const grey = { channels: 1 } as const
const labels = [0, 0, 1, 1]

function idx(dimensions: readonly number[], values: readonly number[]): Buffer {
  const sizes = Buffer.alloc(dimensions.length * 4)
  for (const [place, size] of dimensions.entries()) sizes.writeUInt32BE(size, place * 4)
  return Buffer.concat([Buffer.from([0, 0, 8, dimensions.length]), sizes, Buffer.from(values)])
}

/** Made with NumPy 1.26: `numpy.save` of what the test's name says. */
const arrays = {
  bytes:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnfHUxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDIsIDMsIDIsIDIpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAChQeKDI8RlBaZG54goyWoKq0vsjS3Obw+gQOGCIsNkBKVF5ocnyGkJqkrrjCzNY=',
  floats:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDEsIDIsIDIpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAJUkSPiVJkj63bds+JUkSP27bNj+3bVs/AACAPw==',
  bigEndian:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPmY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDEsIDIsIDIpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAD/CSSSSSSSSP9JJJJJJJJI/222222222z/iSSSSSSSSP+bbbbbbbbc/622222222z/wAAAAAAAA',
  fortran:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAMAAAAAAAAAAQAAAAAAAAAEAAAAAAAAAAIAAAAAAAAABQAAAAAAAAA=',
  numbered:
    'UEsDBC0AAAAAAAAAIQDrFPpK//////////8KABQAaW1hZ2VzLm5weQEAEACQAAAAAAAAAJAAAAAAAAAAk05VTVBZAQB2AHsnZGVzY3InOiAnfHUxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDQsIDIsIDIpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAQIDBAUGBwgJCgsMDQ4PUEsDBC0AAAAAAAAAIQBfEGIG//////////8KABQAbGFiZWxzLm5weQEAEACgAAAAAAAAAKAAAAAAAAAAk05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDQsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAFBLAQItAy0AAAAAAAAAIQDrFPpKkAAAAJAAAAAKAAAAAAAAAAAAAACAAQAAAABpbWFnZXMubnB5UEsBAi0DLQAAAAAAAAAhAF8QYgagAAAAoAAAAAoAAAAAAAAAAAAAAIABzAAAAGxhYmVscy5ucHlQSwUGAAAAAAIAAgBwAAAAqAEAAAAA',
  named:
    'UEsDBC0AAAAIAAAAIQDrFPpK//////////8KABQAaW1hZ2VzLm5weQEAEACQAAAAAAAAAFgAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgXlNqqK6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaJjoKRkCkqaNQq0Ae4GJgZGJmYWVj5+Dk4ubh5eMHAFBLAwQtAAAACAAAACEAsYLfGv//////////CgAUAGxhYmVscy5ucHkBABAAsAAAAAAAAABXAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG4Taqyuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GiY6mjoKtQoUAK5kBgaGRCAuAeIUIM4H4nQgxiUOAFBLAQItAy0AAAAIAAAAIQDrFPpKWAAAAJAAAAAKAAAAAAAAAAAAAACAAQAAAABpbWFnZXMubnB5UEsBAi0DLQAAAAgAAAAhALGC3xpXAAAAsAAAAAoAAAAAAAAAAAAAAIABlAAAAGxhYmVscy5ucHlQSwUGAAAAAAIAAgBwAAAAJwEAAAAA',
}
const decoded = (name: keyof typeof arrays) => Buffer.from(arrays[name], 'base64')

describe('folders and archives', () => {
  const files = { 'cat/1.png': first, 'cat/2.png': second, 'dog/1.png': third, 'dog/2.PNG': fourth }
  const within = (root: string) =>
    Object.fromEntries(Object.entries(files).map(([path, content]) => [`${root}/${path}`, content]))
  const x = Buffer.from('x')
  const junk = { '.DS_Store': x, 'cat/._1.png': x, '__MACOSX/cat/1.png': x, 'cat/Thumbs.db': x }
  const classes = [
    { name: 'cat', group: '', split: null, start: 0, count: 2 },
    { name: 'dog', group: '', split: null, start: 2, count: 2 },
  ]

  const layouts: { readonly [name: string]: () => From } = {
    'a folder per class': () => layOut({ ...files, ...junk, 'README.md': 'x', 'splits.csv': 'x' }),
    'an archive of class folders': () => join(layOut({ 'a.zip': zipSync({ ...files, ...junk }) }), 'a.zip'),
    'an archive of one folder': () =>
      join(layOut({ 'a.zip': zipSync({ 'a/': new Uint8Array(), ...within('a') }, { level: 9 }) }), 'a.zip'),
    'two folders': () => {
      const root = layOut({ 'one/dog/1.png': third, 'one/dog/2.png': fourth, 'two/cat/1.png': first, 'two/cat/2.png': second })
      return [join(root, 'one'), join(root, 'two')]
    },
  }

  it.each(Object.keys(layouts))('%s', async (name) => {
    const packed = await open((layouts[name] as () => From)(), grey)
    expect(packed.shape).toEqual([2, 3, 1])
    expect(packed.classes).toEqual(classes)
    expect(pixelsOf(packed)).toEqual(images)
  })

  it('groups of classes', async () => {
    const root = layOut({
      'Greek/character01/0394_01.png': first,
      'Greek/character02/0395_01.png': second,
      'Latin/character01/0683_01.png': third,
    })
    expect((await open(root, grey)).classes).toEqual([
      { name: 'Greek/character01', group: 'Greek', split: null, start: 0, count: 1 },
      { name: 'Greek/character02', group: 'Greek', split: null, start: 1, count: 1 },
      { name: 'Latin/character01', group: 'Latin', split: null, start: 2, count: 1 },
    ])
  })

  it('a folder per split', async () => {
    const root = layOut({ 'train/pets/cat/1.png': first, 'val/farm/pig/1.png': second, 'test/pets/dog/1.png': third })
    expect((await open(root, grey)).classes.map(({ name, group, split }) => [name, group, split])).toEqual([
      ['farm/pig', 'farm', 'validation'],
      ['pets/cat', 'pets', 'train'],
      ['pets/dog', 'pets', 'test'],
    ])
  })

  it('a source per split', async () => {
    const root = layOut({ 'a/cat/1.png': first, 'b/dog/1.png': second })
    const from = { train: join(root, 'a'), test: join(root, 'b') }
    expect((await open(from, grey)).classes.map(({ name, split }) => [name, split])).toEqual([
      ['cat', 'train'],
      ['dog', 'test'],
    ])
  })
})

describe('arrays', () => {
  it('.npy of uint8 [2 classes, 2 instances, 3 channels, 2, 2]', async () => {
    const packed = await open(join(layOut({ 'a.npy': decoded('bytes') }), 'a.npy'))
    expect(packed.shape).toEqual([2, 2, 3])
    expect(packed.classes.map(({ name, count }) => [name, count])).toEqual([
      ['0', 2],
      ['1', 2],
    ])
    // numpy.transpose(a, (0, 1, 3, 4, 2))[1, 0].ravel()
    expect([...packed.read(2)]).toEqual([240, 24, 64, 250, 34, 74, 4, 44, 84, 14, 54, 94])
  })

  it.each(['floats', 'bigEndian'] as const)('.npy of k/7, k = 0…7: %s', async (name) => {
    const packed = await open(join(layOut({ 'a.npy': decoded(name) }), 'a.npy'))
    expect(pixelsOf(packed)).toEqual([
      [0, 36, 73, 109],
      [146, 182, 219, 255],
    ])
  })

  it.each([
    ['numbered', '0', '1', [1, 3, 0, 2]],
    ['named', 'cat', 'dog', [0, 2, 1, 3]],
  ] as const)('.npz of uint8 [4, 2, 2] and labels, %s', async (name, one, two, order) => {
    const packed = await open(join(layOut({ 'a.npz': decoded(name) }), 'a.npz'))
    expect(packed.classes.map(({ name, count }) => [name, count])).toEqual([
      [one, 2],
      [two, 2],
    ])
    expect(pixelsOf(packed)).toEqual(order.map((image) => [0, 1, 2, 3].map((pixel) => image * 4 + pixel)))
  })

  it.each([
    ['as it is', (file: Buffer) => file],
    ['gzip', gzipSync],
  ])('IDX, %s', async (_, compress) => {
    const root = layOut({
      'images-idx3-ubyte': compress(idx([4, 2, 3], images.flat())),
      'labels-idx1-ubyte': compress(idx([4], labels)),
    })
    const packed = await open({ images: join(root, 'images-idx3-ubyte'), labels: join(root, 'labels-idx1-ubyte') })
    expect(pixelsOf(packed)).toEqual(images)
    expect(packed.classes.map(({ name, start }) => [name, start])).toEqual([
      ['0', 0],
      ['1', 2],
    ])
  })

  it.each([
    ['cut.npy', decoded('bytes').subarray(0, 150), 'expected 48 bytes of values; found 22; copy the file again'],
    [
      'order.npy',
      decoded('fortran'),
      "expected an array of numbers or text in C order; found {'descr': '<i8', 'fortran_order': True",
    ],
    ['other.npy', Buffer.from('not an array'), 'expected a NumPy array; found another kind of file; save it with numpy.save'],
    [
      'cut.npz',
      decoded('named').subarray(0, 200),
      'expected a whole zip archive; found no directory at its end; copy the archive again',
    ],
    ['other.npz', zipSync({ 'x.npy': new Uint8Array() }), 'expected arrays called images and labels; found x.npy; save it with'],
  ])('refuses %s', async (name, content, message) => {
    const file = join(layOut({ [name]: content }), name)
    await expect(open(file)).rejects.toThrow(`[${file}] ${message}`)
  })

  it('refuses images without a label each, and cut files', async () => {
    const root = layOut({
      images: idx([4, 2, 3], images.flat()),
      labels: idx([3], [0, 0, 1]),
      cut: idx([4, 2, 3], [1, 2]),
      gz: gzipSync('x'.repeat(99)).subarray(0, 20),
    })
    const from = (name: string) => ({ images: join(root, name), labels: join(root, 'labels') })
    await expect(open(from('images'))).rejects.toThrow('expected one label for each of 4 images; found labels of shape [3]')
    await expect(open(from('cut'))).rejects.toThrow('expected 24 bytes for [4,2,3]; found 2; copy the file again')
    await expect(open(from('gz'))).rejects.toThrow(
      'expected a whole gzip file of at most 2147483647 bytes; found unexpected end of file',
    )
    await expect(open(from('labels'))).rejects.toThrow('expected images of [height, width]')
  })
})

describe('preparation', () => {
  it('turns black to white', async () => {
    const packed = await open(layOut({ 'cat/1.png': first }), { ...grey, invert: true })
    expect(pixelsOf(packed)).toEqual([[255, 245, 235, 225, 215, 205]])
  })

  it('makes grey images colored and colored ones grey', async () => {
    const root = layOut({ 'cat/1.png': first, 'cat/2.png': await png([200, 200, 200, 9, 9, 9], 1, 2) })
    expect(pixelsOf(await open(root, { channels: 3, size: [2, 3], kernel: 'nearest' }))[0]).toEqual(
      (images[0] as number[]).flatMap((value) => [value, value, value]),
    )
    expect(pixelsOf(await open(root, { channels: 1, size: [1, 2], kernel: 'nearest' }))[1]).toEqual([200, 9])
  })

  it('resizes to the pixel nearest to the center', async () => {
    const side = 105
    const pixels = Array.from({ length: side * side }, (_, place) => (Math.floor(place / side) * 7 + (place % side) * 3) % 256)
    const packed = await open(layOut({ 'cat/1.png': await png(pixels, side, side) }), {
      channels: 1,
      size: 28,
      kernel: 'nearest',
    })
    // The center of pixel i of 28 lies at (i + ½) · 105 / 28; Pillow chooses the same.
    const nearest = Array.from({ length: 28 }, (_, i) => Math.floor(((i + 0.5) * side) / 28))
    expect(pixelsOf(packed)[0]).toEqual(nearest.flatMap((row) => nearest.map((column) => pixels[row * side + column])))
  })

  it('shows transparent images on white', async () => {
    const clear = await sharp({ create: { width: 1, height: 1, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0 } } })
      .png()
      .toBuffer()
    expect(pixelsOf(await open(layOut({ 'cat/1.png': clear })))).toEqual([[255, 255, 255]])
  })

  it('reads JPEG, grey and colored, to within its loss', async () => {
    const root = layOut({ 'cat/1.jpg': await jpeg(200, 100, 50, 20, 30) })
    const packed = await open(root, { size: 8 })
    expect(packed.shape).toEqual([8, 8, 3])
    const [red, green, blue] = [...packed.read(0)] as [number, number, number]
    expect(Math.max(Math.abs(red - 200), Math.abs(green - 100), Math.abs(blue - 50))).toBeLessThanOrEqual(3)
  })
})

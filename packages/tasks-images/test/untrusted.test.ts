// Files that others made may be broken, huge or meant to harm: each is refused by name, before it costs memory or time.

import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateRawSync, gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { readZip } from '../src/files/zip.js'
import { type From, images, type Limits } from '../src/index.js'
import { readIdx } from '../src/sources/idx.js'
import { readNpyLabels, readNpyPixels } from '../src/sources/npy.js'
import { layOut, open, pixelsOf, png } from './fixtures.js'

const [dark, light] = [await png([1, 2, 3, 4], 2, 2), await png([201, 202, 203, 204], 2, 2)]

const huge = await sharp({ create: { width: 3000, height: 3000, channels: 3, background: 'red' } })
  .png()
  .toBuffer()

/** Raised as ours, by name. */
const refusal = (message: string) => expect.objectContaining({ name: 'AssentError', message: expect.stringContaining(message) })
const refused = (from: From, message: string, limits: Partial<Limits> = {}) =>
  expect(open(from, {}, { limits })).rejects.toThrow(refusal(message))

interface Entry {
  readonly name: string
  readonly content: Uint8Array
  /** The content deflated; made of it unless given. */
  readonly packed?: Buffer
  /** What the archive claims, where that is not so. */
  readonly crc?: number
  readonly size?: number
  readonly method?: number
  readonly flags?: number
  /** Lies where this earlier entry lies. */
  readonly at?: number
}

/** An archive by the letter of APPNOTE, with whatever its entries claim. */
function zip(entries: readonly Entry[], junk = Buffer.alloc(0)): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  const starts: number[] = []
  let end = 0
  for (const entry of entries) {
    const { name, content, crc = crc32(content), size = content.length, method = 8, flags = 0, at } = entry
    const packed = entry.packed ?? (method === 8 ? deflateRawSync(content) : Buffer.from(content))
    const fields = Buffer.alloc(22)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(flags, 2)
    fields.writeUInt16LE(method, 4)
    fields.writeUInt32LE(crc, 10)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(size, 18)
    const lengths = Buffer.from([name.length, 0, 0, 0])
    const start = at === undefined ? end : starts[at]!
    starts.push(start)
    if (at === undefined) {
      const body = Buffer.concat([Buffer.from('PK\x03\x04'), fields, lengths, Buffer.from(name), packed])
      bodies.push(body)
      end += body.length
    }
    const place = Buffer.alloc(14)
    place.writeUInt32LE(start, 10)
    directory.push(Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), fields, lengths, place, Buffer.from(name))
  }
  const table = Buffer.concat(directory)
  const ending = Buffer.from('PK\x05\x06'.padEnd(22, '\0'), 'latin1')
  ending.writeUInt16LE(entries.length, 8)
  ending.writeUInt16LE(entries.length, 10)
  ending.writeUInt32LE(table.length, 12)
  ending.writeUInt32LE(end, 16)
  return Buffer.concat([...bodies, table, ending, junk])
}

/** A NumPy file with this header and so many bytes of values. */
function npy(header: string, values: Uint8Array | number, version = 1): Buffer {
  const length = Buffer.alloc(version === 1 ? 2 : 4)
  length[0] = header.length & 255
  length[1] = header.length >> 8
  const data = typeof values === 'number' ? Buffer.alloc(values) : values
  return Buffer.concat([Buffer.from('\x93NUMPY', 'latin1'), Buffer.from([version, 0]), length, Buffer.from(header), data])
}

const header = (type: string, shape: string) => `{'descr': '${type}', 'fortran_order': False, 'shape': ${shape}, }\n`

describe('a zip archive', () => {
  const [cat, dog] = [
    { name: 'cat/1.png', content: dark },
    { name: 'dog/1.png', content: light },
  ]
  const at = (content: Buffer) => join(layOut({ 'a.zip': content }), 'a.zip')

  it('by hand is read', async () => {
    expect(pixelsOf(await open(at(zip([cat, { ...dog, method: 0 }])), { channels: 1 }))).toEqual([
      [1, 2, 3, 4],
      [201, 202, 203, 204],
    ])
  })

  it.each([
    ['another checksum', [cat, { ...dog, crc: 7 }], 'expected dog/1.png of 86 bytes and checksum 00000007'],
    ['a name twice', [cat, cat], 'expected a name for each entry; found cat/1.png twice'],
    [
      'two entries in the same bytes',
      [cat, { ...dog, content: dark, name: 'dog/1.png', at: 0 }],
      'found dog/1.png in the bytes of another entry',
    ],
    ['a larger entry than it says', [{ ...cat, size: 20 }], 'at cat/1.png'],
    ['a smaller entry than it says', [{ ...cat, size: 5000 }], 'expected cat/1.png of 5000 bytes and checksum'],
    ['a size that no packing reaches', [{ ...cat, size: 2 ** 31 }], 'found 84 bytes for 2147483648 of cat/1.png'],
    ['encryption', [{ ...cat, flags: 1 }], 'expected entries that are stored or deflated; found cat/1.png, encrypted'],
    ['another method', [{ ...cat, method: 12 }], 'found cat/1.png, packed by method 12'],
    ['a stored entry of two sizes', [{ ...cat, method: 0, size: 1 }], 'for 1 of cat/1.png'],
  ])('is refused with %s', async (_, entries, message) => {
    const content = zip(entries)
    const known = message
      .replace('of 86 bytes', `of ${light.length} bytes`)
      .replace('found 84 bytes', `found ${deflateRawSync(dark).length} bytes`)
    await refused(at(content), known)
  })

  it('is refused when anything follows it, or it is cut off anywhere', async () => {
    const whole = zip([cat, dog])
    await refused(at(zip([cat], Buffer.from('x'))), 'expected a whole zip archive; found no directory at its end')
    for (let length = 0; length < whole.length; length += 7)
      expect(() => readZip('file', whole.subarray(0, length), 1e9)).toThrow(refusal('[file] expected a whole zip archive'))
  })

  it('that unpacks to 6 GB is refused by what it says, and no entry unpacks to more than it says', async () => {
    const content = Buffer.alloc(1e8)
    const packed = deflateRawSync(content)
    const bomb = zip(Array.from({ length: 60 }, (_, place) => ({ name: `cat/${place}.png`, content, packed, crc: 0 })))
    expect(bomb.length).toBeLessThan(6e6)
    const before = process.memoryUsage().rss
    await refused(at(bomb), 'expected an archive that unpacks to at most 2147483647 bytes; found 6000000000; split it')
    expect(process.memoryUsage().rss - before).toBeLessThan(2 * bomb.length + (64 << 20))
    const honest = zipSync(
      Object.fromEntries(Array.from({ length: 50 }, (_, place) => [`cat/${place}.png`, new Uint8Array(1 << 20)])),
    )
    expect(honest.length).toBeLessThan(100_000)
    await refused(at(Buffer.from(honest)), 'expected an archive that unpacks to at most 10000000 bytes; found 52428800', {
      fileBytes: 1e7,
    })
    await refused(at(Buffer.from(honest)), 'expected images of at most 1000 bytes; found 1048576 in cat/0.png', {
      imageBytes: 1000,
    })
  })

  it('may have names that mean something to JavaScript', async () => {
    const names = ['__proto__/1.png', 'constructor/1.png', 'toString/1.png']
    const { classes } = await open(at(zip(names.map((name) => ({ name, content: dark })))))
    expect(classes.map(({ name, split }) => [name, split])).toEqual([
      ['__proto__', null],
      ['constructor', null],
      ['toString', null],
    ])
  })
})

describe('a NumPy array', () => {
  it.each([
    ['(-8, -8)', 64, 'expected an array of numbers or text in C order'],
    ['(4.5, 14.2)', 64, 'expected an array of numbers or text in C order'],
    ['(1000000000, 1, 0, 8)', 0, 'expected up to 64 sizes of at least 1; found (1000000000, 1, 0, 8)'],
    ['(99999999999999999999,)', 64, 'expected up to 64 sizes of at least 1'],
    ['(9007199254740991, 9007199254740991)', 64, 'expected sizes that a file can have'],
    [`(${'1, '.repeat(65)})`, 1, 'expected up to 64 sizes of at least 1'],
    ['(2, 2)', 5, 'expected 4 bytes of values; found 5'],
    ['(2 2)', 22, 'expected up to 64 sizes of at least 1; found (2 2)'],
  ])('of shape %s is refused', (shape, size, message) => {
    expect(() => readNpyPixels('file', npy(header('|u1', shape), size))).toThrow(refusal(message))
  })

  it.each([
    ['with a member twice', "{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (2, 2), }", 'in C order'],
    ['with a member too few', "{'descr': '|u1', 'shape': (2, 2), }", 'in C order'],
    ['with code', "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2), 'x': exit()}", 'in C order'],
    ['of fields', "{'descr': [('a', '|u1')], 'fortran_order': False, 'shape': (2, 2), }", 'in C order'],
    ['of objects', header('|O', '(4,)'), 'in C order'],
    ['of text without width', header('<U0', '(4,)'), 'expected sizes that a file can have'],
    [
      'of 16-bit numbers',
      header('<u2', '(2,)'),
      'expected unsigned bytes, or floating-point numbers from 0 to 1; found u2 values',
    ],
  ])('%s is refused', (_, text, message) => {
    expect(() => readNpyPixels('file', npy(text, 4))).toThrow(refusal(message))
  })

  it('is refused when it is cut off anywhere, or of an unknown version', () => {
    const whole = npy(header('|u1', '(2, 2)'), 4)
    for (let length = 0; length < whole.length; length++)
      expect(() => readNpyPixels('file', whole.subarray(0, length)), `${length} bytes`).toThrow(refusal('[file] expected '))
    expect(() => readNpyPixels('file', npy(header('|u1', '(2, 2)'), 4, 9))).toThrow(refusal('version 1, 2 or 3; found 9'))
    const long = npy(header('|u1', '(2, 2)'), 4, 2)
    long.writeUInt32LE(4e9, 8)
    expect(() => readNpyPixels('file', long)).toThrow(refusal('expected a header of at most 10000 bytes; found 4000000000'))
  })

  it('of any version, and as Python 2 wrote it, is read', () => {
    for (const version of [1, 2, 3])
      expect(readNpyPixels('file', npy(header('|u1', '(2L, 2L)'), Uint8Array.of(1, 2, 3, 4), version))).toEqual({
        shape: [2, 2],
        values: Buffer.from([1, 2, 3, 4]),
      })
  })
})

describe('labels', () => {
  const u8 = (...values: bigint[]) => Buffer.from(BigUint64Array.from(values).buffer)

  it('that floating-point numbers cannot tell apart are refused', () => {
    expect(() => readNpyLabels('file', npy(header('<u8', '(2,)'), u8(2n ** 53n, 2n ** 53n + 1n)))).toThrow(
      refusal('[file] expected labels within ±2⁵³; found about 9007199254740992'),
    )
    expect(readNpyLabels('file', npy(header('<u8', '(1,)'), u8(2n ** 53n - 1n))).values).toEqual([2 ** 53 - 1])
    expect(() => readNpyLabels('file', npy(header('<f4', '(2,)'), 8))).toThrow(
      refusal('expected labels that are whole numbers or text'),
    )
  })

  it('of text end at the last character that is none, and are characters', () => {
    const codes = (...values: number[]) => npy(header('<U3', '(1,)'), Buffer.from(Uint32Array.from(values).buffer))
    expect(readNpyLabels('file', codes(97, 0, 98)).values).toEqual(['a\0b'])
    expect(readNpyLabels('file', codes(0x1f600, 0, 0)).values).toEqual(['😀'])
    expect(() => readNpyLabels('file', codes(0x110000, 0, 0))).toThrow(
      refusal('expected characters of Unicode; found code 1114112'),
    )
    expect(() => readNpyLabels('file', codes(0xd83d, 0xde00, 0))).toThrow(refusal('found code 55357'))
  })

  it('may be 200,000 different ones', async () => {
    const count = 200_000
    const labels = Buffer.from(Int32Array.from({ length: count }, (_, place) => place).buffer)
    const root = layOut({
      'images.npy': npy(header('|u1', `(${count}, 1, 1)`), count),
      'labels.npy': npy(header('<i4', `(${count},)`), labels),
    })
    const { classes } = await open({ images: join(root, 'images.npy'), labels: join(root, 'labels.npy') })
    expect(classes.length).toBe(count)
    expect(classes[7]?.name).toBe('000007')
  })
})

describe('an IDX file', () => {
  const idx = (dimensions: number, sizes: readonly number[], values: number) =>
    Buffer.concat([
      Buffer.from([0, 0, 8, dimensions]),
      Buffer.from(Uint32Array.from(sizes).buffer).swap32(),
      Buffer.alloc(values),
    ])

  it.each([
    ['of 255 dimensions', idx(255, [], 2000), 'expected 1 to 8 dimensions and their sizes; found 255'],
    ['of none', idx(0, [], 1), 'expected 1 to 8 dimensions and their sizes; found 0'],
    ['cut off in its sizes', idx(3, [2], 0), 'expected 1 to 8 dimensions and their sizes; found 3 in a file of 8 bytes'],
    ['of sizes beyond all', idx(3, [2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1], 4), 'found 4'],
    ['of a size 0', idx(3, [2 ** 32 - 1, 0, 5], 0), 'expected sizes of at least 1; found [4294967295,0,5]'],
  ])('%s is refused', (_, bytes, message) => {
    expect(() => readIdx('file', bytes, 1e9)).toThrow(refusal(message))
  })

  it('that unpacks to more than is allowed is refused', () => {
    const packed = gzipSync(Buffer.alloc(10_000_000))
    expect(packed.length).toBeLessThan(20_000)
    expect(() => readIdx('file', packed, 1_000_000)).toThrow(refusal('expected a whole gzip file of at most 1000000 bytes'))
  })
})

describe('images', () => {
  it('larger than is allowed are refused by their headers', async () => {
    const root = layOut({ 'cat/1.png': huge, 'cat/2.png': dark })
    await refused(root, `${join(root, 'cat/1.png')} (3000 × 3000 pixels, more than the 4194304 of limits; set size or limits)`)
    await refused(root, '(3000 × 3000 pixels', { packedPixels: 8_999_999 })
    expect((await open(layOut({ 'cat/1.png': huge }), { size: 2 })).shape).toEqual([2, 2, 3])
    await expect(open(root, { size: 2 }, { limits: { pixels: 8_999_999 } })).rejects.toThrow(refusal('(3000 × 3000 pixels'))
  })

  it('whose header claims 2³⁰ pixels are refused though nothing follows', async () => {
    const claim = Buffer.from(dark)
    claim.writeUInt32BE(32_768, 16)
    claim.writeUInt32BE(32_768, 20)
    claim.writeUInt32BE(crc32(claim.subarray(12, 29)), 29)
    const root = layOut({ 'cat/1.png': claim })
    await refused(root, '1.png (32768 × 32768 pixels, more than the 4194304 of limits')
  })

  it('with a side that one row of a decoder should not have are refused, though they have few pixels and bytes', async () => {
    const frame = Buffer.from(
      '474946383961 0c000900800000 000000ffffff 2c00000000 0bfd 0900 00 02 02 4401 00 3b'.replaceAll(' ', ''),
      'hex',
    )
    const root = layOut({ 'cat/1.gif': frame })
    const message = `${join(root, 'cat/1.gif')} (9 × 64779 pixels, a side longer than the 16384 of limits; set limits.side)`
    await expect(open(root, { size: 2 })).rejects.toThrow(refusal(message))
    expect((await open(root, { size: 2 }, { limits: { side: 64_779 } })).shape).toEqual([2, 2, 3])
  })

  it('are no drawings that a program would have to run', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"><image href="file:///etc/passwd"/></svg>'
    await refused(layOut({ 'cat/1.png': svg }), '1.png (neither PNG, JPEG, WebP, GIF, TIFF nor AVIF)')
  })

  it('are not more than is allowed', async () => {
    await refused(layOut({ 'cat/1.png': dark, 'cat/2.png': dark }), 'expected at most 1 images; found', { images: 1 })
    await refused(layOut({ 'cat/1.png': dark }), `expected an image of at most 10 bytes; found ${dark.length}`, {
      imageBytes: 10,
    })
  })

  it('are counted by whole limits', async () => {
    await refused(layOut({ 'cat/1.png': dark }), '[images.limits.pixels] expected a whole number of at least 1; found NaN', {
      pixels: Number.NaN,
    })
  })
})

describe('a folder', () => {
  it('with a link to a folder above is refused, not walked for ever', async () => {
    const root = layOut({ 'data/pets/cat/1.png': dark })
    symlinkSync(join(root, 'data'), join(root, 'data/pets/loop'))
    await refused(join(root, 'data'), 'expected folders that do not hold themselves; found pets/loop, a link to')
    const circle = layOut({ 'cat/1.png': dark })
    symlinkSync('2.png', join(circle, 'cat/1b.png'))
    symlinkSync('1b.png', join(circle, 'cat/2.png'))
    await refused(circle, 'ELOOP')
  })

  it('may have links to files and folders elsewhere', async () => {
    const [root, other] = [layOut({ 'cat/1.png': dark }), layOut({ 'dog/1.png': light })]
    symlinkSync(join(other, 'dog'), join(root, 'dog'))
    symlinkSync(join(other, 'dog/1.png'), join(root, 'cat/2.png'))
    linkSync(join(other, 'dog/1.png'), join(root, 'cat/3.png'))
    expect((await open(root)).classes.map(({ name, count }) => [name, count])).toEqual([
      ['cat', 3],
      ['dog', 1],
    ])
  })

  it.skipIf(process.platform === 'win32')('with a pipe or a device named as an image is refused, not waited for', async () => {
    const root = layOut({ 'cat/1.png': dark })
    execFileSync('mkfifo', [join(root, 'cat/2.png')])
    await refused(root, `[${join(root, 'cat/2.png')}] expected an image; found a pipe`)
    await expect(open(root, {}, { cache: root })).rejects.toThrow(refusal('expected a file; found a pipe'))
    const other = layOut({ 'cat/1.png': dark })
    symlinkSync('/dev/zero', join(other, 'cat/2.png'))
    await refused(other, 'expected an image; found a device or socket')
  })

  it.each(['constructor', '__proto__', 'toString'])('called %s is a class, not a split', async (name) => {
    const root = layOut({})
    mkdirSync(join(root, name, 'cat'), { recursive: true })
    writeFileSync(join(root, name, 'cat/1.png'), dark)
    expect((await open(root)).classes.map(({ name, split }) => [name, split])).toEqual([[`${name}/cat`, null]])
  })
})

describe('lists', () => {
  const load = (name: string, content: string) => {
    const root = layOut({ 'pets/cat/1.png': dark, 'pets/dog/1.png': light, [name]: content })
    return images({ from: join(root, 'pets'), cache: false, split: join(root, name), ways: 2, queries: 1 })
  }

  it.each([
    ['a.json', '{"constructor": []}', 'expected splits called train, val, valid, validation, test; found constructor; rename it'],
    ['a.json', '{"train": 5}', 'expected JSON of names per split; found other JSON'],
    ['a.json', '{"train": "cat"}', 'expected JSON of names per split; found other JSON'],
    ['a.json', '{"train": ["cat"], "train": ["dog"]}', 'found "train" twice'],
    ['a.json', '['.repeat(100_000), 'expected JSON of at most 64 levels'],
    ['a.json', '\ufeff{"train": ["pig"]}', 'found pig; correct the list'],
    ['a.csv', 'class,split\ncat,__proto__', 'expected splits called train'],
    ['a.csv', 'class,split\n"cat"x,train', 'expected fields in whole quotes in line 2; found "cat"x,train'],
    ['a.csv', `class,split\n"${'cat'.repeat(100_000)}`, 'expected fields in whole quotes in line 2'],
    ['a.csv', 'class,split,class\ncat,train,dog', 'expected a header with class and split, once each'],
  ])('%s of %j is refused', async (name, content, message) => {
    await expect(load(name, content)).rejects.toThrow(refusal(message))
  })

  it('may name 200,000 classes that are not there', async () => {
    const names = Array.from({ length: 200_000 }, (_, place) => `class${place}`)
    await expect(load('a.json', JSON.stringify({ train: names }))).rejects.toThrow(refusal('found class0; correct the list'))
  })
})

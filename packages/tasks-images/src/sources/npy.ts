// NumPy's array files (NEP 1): a magic number, a header in Python's syntax, and the values in C order.

import { fail } from '@assent/core'

/** Values that become pixels: bytes, or numbers from 0 to 1. */
export interface PixelArray {
  readonly shape: readonly number[]
  readonly values: Uint8Array | Float32Array
}

/** Values that name classes, in one row. */
export interface LabelArray {
  readonly shape: readonly number[]
  readonly values: readonly (number | string)[]
}

/** The header, checked against the bytes that follow it. */
interface NpyFile {
  readonly shape: readonly number[]
  readonly count: number
  /** Kind and width in bytes, as in `u1`; for text `U` and the width in characters. */
  readonly type: string
  readonly width: number
  readonly littleEndian: boolean
  /** Where the values start. */
  readonly start: number
}

type Read = (view: DataView, offset: number, littleEndian: boolean) => number

const wholeNumbers: { readonly [type: string]: Read | undefined } = {
  b1: (view, offset) => view.getUint8(offset),
  u1: (view, offset) => view.getUint8(offset),
  i1: (view, offset) => view.getInt8(offset),
  u2: (view, offset, little) => view.getUint16(offset, little),
  i2: (view, offset, little) => view.getInt16(offset, little),
  u4: (view, offset, little) => view.getUint32(offset, little),
  i4: (view, offset, little) => view.getInt32(offset, little),
  u8: (view, offset, little) => Number(view.getBigUint64(offset, little)),
  i8: (view, offset, little) => Number(view.getBigInt64(offset, little)),
}

const magic = '\x93NUMPY'
/** Far more than the header of any array of numbers, and as little as NumPy itself reads without being told. */
const longestHeader = 10_000
/** As many as NumPy has. */
const mostDimensions = 64

/**
 * Reads an array of unsigned bytes, truth values, or floating-point numbers of 32 or 64 bits, which become float32.
 *
 * @throws AssentError when the file is no such array, has a dimension of 0, or is cut off
 */
export function readNpyPixels(where: string, bytes: Uint8Array): PixelArray {
  const view = viewOf(bytes)
  const { shape, count, type, littleEndian, start } = readHeader(where, bytes, view)
  if (type === 'u1' || type === 'b1') return { shape, values: bytes.subarray(start, start + count) }
  if (type !== 'f4' && type !== 'f8')
    return fail(where, 'unsigned bytes, or floating-point numbers from 0 to 1', `${type} values`, 'convert the images to uint8')
  const values = new Float32Array(count)
  for (let place = 0; place < count; place++) {
    const offset = start + place * (type === 'f4' ? 4 : 8)
    values[place] = type === 'f4' ? view.getFloat32(offset, littleEndian) : view.getFloat64(offset, littleEndian)
  }
  return { shape, values }
}

/**
 * Reads an array of whole numbers or text (`U`).
 *
 * @throws AssentError when the file is no such array, has a dimension of 0, is cut off, or has numbers beyond ±2⁵³, which could
 * not be told apart
 */
export function readNpyLabels(where: string, bytes: Uint8Array): LabelArray {
  const view = viewOf(bytes)
  const { shape, count, type, width, littleEndian, start } = readHeader(where, bytes, view)
  if (type === 'U') {
    const text = (place: number) => readText(where, view, start + place * width * 4, width, littleEndian)
    return { shape, values: Array.from({ length: count }, (_, place) => text(place)) }
  }
  const read = wholeNumbers[type]
  if (!read) return fail(where, 'labels that are whole numbers or text', `${type} values`, 'convert them to int64 or str')
  const number = (place: number) => {
    const value = read(view, start + place * width, littleEndian)
    if (!Number.isSafeInteger(value))
      fail(where, 'labels within ±2⁵³', `about ${value}`, 'number the classes from 0, or save text')
    return value
  }
  return { shape, values: Array.from({ length: count }, (_, place) => number(place)) }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function readHeader(where: string, bytes: Uint8Array, view: DataView): NpyFile {
  if (bytes.length < 12 || Buffer.from(bytes.subarray(0, 6)).toString('latin1') !== magic)
    fail(where, 'a NumPy array', 'another kind of file', 'save it with numpy.save', 'damaged')
  const version = view.getUint8(6)
  if (version < 1 || version > 3) fail(where, 'a NumPy array of version 1, 2 or 3', `${version}`, 'save it with numpy.save')
  const first = version === 1 ? 10 : 12
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  const start = first + length
  if (length > longestHeader || start > bytes.length) cutOff(where, `a header of at most ${longestHeader} bytes`, `${length}`)
  const header = readDictionary(where, Buffer.from(bytes.subarray(first, start)).toString('latin1'))
  const size = header.count * header.width * (header.type === 'U' ? 4 : 1)
  if (bytes.length - start !== size) cutOff(where, `${size} bytes of values`, `${bytes.length - start}`)
  return { ...header, start }
}

/** A dictionary of just three members, as numpy.save writes it; Python 2 wrote sizes with an L. */
function readDictionary(where: string, text: string): Omit<NpyFile, 'start'> {
  const members = /^\{(?:\s*'\w+': (?:'[^']*'|True|False|\([\dL, ]*\)),?)+\s*\}\s*$/.test(text) ? text : ''
  const descriptions = [...members.matchAll(/'descr': '([<>|=])([a-zA-Z])(\d{1,7})'/g)]
  const orders = [...members.matchAll(/'fortran_order': False/g)]
  const shapes = [...members.matchAll(/'shape': \(([^)]*)\)/g)]
  const [, byteOrder, kind = '', width = ''] = descriptions[0] ?? []
  const isOnce = [descriptions, orders, shapes].every(({ length }) => length === 1)
  const type = kind === 'U' ? 'U' : `${kind}${width}`
  if (!isOnce || !(type === 'U' || type === 'f4' || type === 'f8' || wholeNumbers[type]))
    return fail(
      where,
      'an array of numbers or text in C order',
      text.trim().slice(0, 200),
      'save it with numpy.ascontiguousarray',
    )
  const shape = readShape(where, shapes[0]?.[1] ?? '')
  const count = shape.reduce((product, size) => product * size, 1)
  if (Number(width) === 0 || !Number.isSafeInteger(count * Number(width) * 4))
    cutOff(where, 'sizes that a file can have', `[${shape}] values of ${kind}${width}`)
  return { shape, count, type, width: Number(width), littleEndian: byteOrder !== '>' }
}

function readShape(where: string, text: string): number[] {
  const sizes = text.split(',').map((size) => size.trim())
  if (sizes.at(-1) === '') sizes.pop()
  const shape = sizes.map((size) => (/^\d{1,16}L?$/.test(size) ? Number.parseInt(size, 10) : Number.NaN))
  if (!shape.every((size) => size >= 1) || shape.length > mostDimensions)
    fail(where, `up to ${mostDimensions} sizes of at least 1`, `(${text.slice(0, 200)})`, 'save the array with numpy.save')
  return shape
}

/** Four bytes per character, filled up with zeros. */
function readText(where: string, view: DataView, start: number, width: number, little: boolean): string {
  let length = width
  while (length > 0 && view.getUint32(start + (length - 1) * 4, little) === 0) length--
  let text = ''
  for (let place = 0; place < length; place++) {
    const code = view.getUint32(start + place * 4, little)
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) cutOff(where, 'characters of Unicode', `code ${code}`)
    text += String.fromCodePoint(code)
  }
  return text
}

function cutOff(where: string, expected: string, found: string): never {
  return fail(where, expected, found, 'copy the file again', 'damaged')
}

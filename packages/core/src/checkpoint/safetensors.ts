// The safetensors format: eight bytes of header length, a JSON header, then the values of all tensors, little-endian. What is
// read keeps the format's rules: a bounded header, known types, and values that fill the rest of the file without gap or overlap.

import { type FloatArray, fail, type Shape } from '@assent/autodiff'
import { decodeUtf8, encodeAscii } from './ascii.js'
import { type Dtype, dtypes, isDtype, type NarrowDtype, narrow } from './dtype.js'
import { parseJsonBounded } from './json.js'

export interface StoredTensor {
  readonly shape: Shape
  readonly values: FloatArray
  /** The type that the values are written as. @defaultValue their own: float32 or float64 */
  readonly dtype?: NarrowDtype
}

export interface Safetensors {
  readonly metadata: { readonly [key: string]: string }
  readonly tensors: { readonly [name: string]: StoredTensor }
}

export interface SafetensorsLimits {
  /** Bytes of the header. @defaultValue 100,000,000, the format's own limit */
  readonly header?: number
  /** The types that are read. @defaultValue all that {@link Dtype} names */
  readonly dtypes?: readonly Dtype[]
}

/** Of the header's JSON; a tensor takes about eight values, and with what is made of them they take a few hundred bytes each. */
const headerJson = { depth: 3, values: 200_000 }

const longestHeader = 100_000_000

/** Where a tensor lies, counted from the first value of the file. */
interface Entry {
  readonly name: string
  readonly dtype: Dtype
  readonly shape: Shape
  readonly begin: number
  readonly end: number
}

/** The file's bytes. Tensors lie in the given order. */
export function encodeSafetensors({ metadata, tensors }: Safetensors): Uint8Array {
  let offset = 0
  const parts: Uint8Array[] = []
  const entries = Object.entries(tensors).map(([name, { shape, values, dtype: narrower }]) => {
    const begin = offset
    const part = narrower ? narrow(name, narrower, values) : bytesOf(values)
    parts.push(part)
    offset += part.length
    const dtype = narrower ?? (values instanceof Float64Array ? 'F64' : 'F32')
    return [name, { dtype, shape: [...shape], data_offsets: [begin, offset] }] as const
  })
  const text = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) })
  const encoded = encodeAscii(text)
  // Spaces after the JSON align the values to 8 bytes, as the format asks.
  const header = new Uint8Array(Math.ceil(encoded.length / 8) * 8).fill(32)
  header.set(encoded)
  const bytes = new Uint8Array(8 + header.length + offset)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true)
  bytes.set(header, 8)
  let at = 8 + header.length
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

function bytesOf({ buffer, byteOffset, byteLength }: FloatArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/**
 * Reads the file's bytes. The values are copies: of F64, I64, U64, I32 and U32 as float64, of all others as float32, so that a
 * file of one-byte tensors takes four times its size. Records have no prototype.
 *
 * @throws AssentError of the kind `damaged` when the bytes are no whole safetensors file; `refused` when the header is larger than
 * `limits`, or a tensor of a type that is not read
 */
export function decodeSafetensors(where: string, bytes: Uint8Array, limits: SafetensorsLimits = {}): Safetensors {
  const { header, start } = readHeader(where, bytes, limits.header ?? longestHeader)
  const { __metadata__: metadata, ...described } = header
  const entries = Object.entries(described).map(([name, value]) => readEntry(where, name, value, limits.dtypes))
  checkPlaces(where, entries, bytes.length - start)
  const tensors: { [name: string]: StoredTensor } = Object.create(null)
  for (const { name, dtype, shape, begin, end } of entries) {
    tensors[name] = { shape, values: dtypes[dtype].read(where, name, bytes.subarray(start + begin, start + end)) }
  }
  return { metadata: readMetadata(where, metadata), tensors }
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return `${value}`
  return typeof value === 'object' ? value.constructor.name : typeof value
}

/** Nothing is decoded before its length is known to be allowed. */
function readHeader(where: string, bytes: Uint8Array, most: number): { header: { [name: string]: unknown }; start: number } {
  // JavaScript hands in what fetch gives: a buffer, of which there is no length to read.
  if (!ArrayBuffer.isView(bytes))
    fail(where, 'the bytes of a file, as Uint8Array', describe(bytes), 'wrap them: new Uint8Array(buffer)')
  const broken = (found: string) => damaged(where, 'a safetensors file', found)
  if (bytes.length < 8) return broken(`${bytes.length} bytes`)
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)
  if (length > BigInt(bytes.length - 8)) return broken(`a header of ${length} bytes in a file of ${bytes.length}`)
  if (length > BigInt(most))
    fail(where, `a header of at most ${most} bytes`, `${length}`, 'use a file of fewer or shorter entries')
  const start = 8 + Number(length)
  const text = decodeUtf8(bytes.subarray(8, start))
  if (!text?.startsWith('{')) return broken('a header that is no JSON object')
  const header = parseJsonBounded(`${where}, header`, text, { length: most, ...headerJson }, 'damaged')
  return isRecord(header) ? { header, start } : broken('a header that is no JSON object')
}

function readMetadata(where: string, metadata: unknown): Safetensors['metadata'] {
  const texts: { [key: string]: string } = Object.create(null)
  if (metadata === undefined || metadata === null) return texts
  if (!isRecord(metadata)) return damaged(where, 'texts in __metadata__', JSON.stringify(metadata).slice(0, 80))
  for (const [key, text] of Object.entries(metadata)) {
    if (typeof text !== 'string') damaged(where, 'texts in __metadata__', `${JSON.stringify(text).slice(0, 80)} as ${key}`)
    else texts[key] = text
  }
  return texts
}

function readEntry(where: string, name: string, value: unknown, readable: readonly Dtype[] | undefined): Entry {
  const { dtype, shape, data_offsets: offsets, ...others } = isRecord(value) ? value : {}
  const isTensor = typeof dtype === 'string' && areSizes(shape) && areSizes(offsets) && Object.keys(others).length === 0
  const [begin, end, ...more] = isTensor ? offsets : []
  if (!isTensor || begin === undefined || end === undefined || more.length > 0)
    return damaged(where, 'a dtype, a shape and two data_offsets', `${JSON.stringify(value).slice(0, 160)} for ${name}`)
  if (!isDtype(dtype) || readable?.includes(dtype) === false) {
    const expected = `tensors of ${(readable ?? Object.keys(dtypes)).join(', ')}`
    return fail(where, expected, `${dtype.slice(0, 80)} for ${name}`, 'convert the tensor, or leave it out')
  }
  const size = shape.reduce((product, side) => product * side, dtypes[dtype].width)
  if (!Number.isSafeInteger(size)) damaged(where, `a shape of at most 2⁵³ bytes for ${name}`, `[${shape.slice(0, 16)}]`)
  if (end - begin !== size) damaged(where, `${size} bytes for ${name}`, `${end - begin}`)
  return { name, dtype, shape, begin, end }
}

/** The tensors, in the order of their places, must fill the file. */
function checkPlaces(where: string, entries: readonly Entry[], size: number): void {
  let filled = 0
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== filled) damaged(where, `${name} at byte ${filled}, where the tensor before it ends`, `${begin}`)
    filled = end
  }
  if (filled !== size) damaged(where, `${filled} bytes of values`, `${size}`)
}

function damaged(where: string, expected: string, found: string): never {
  return fail(where, expected, found, 'the file is cut off, damaged or of another kind: use another', 'damaged')
}

function isRecord(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function areSizes(values: unknown): values is number[] {
  return Array.isArray(values) && values.every((value) => Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0))
}

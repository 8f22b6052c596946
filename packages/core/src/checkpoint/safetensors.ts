// The safetensors format: eight bytes of header length, a JSON header, then the values of all tensors, little-endian.

import { type FloatArray, fail, type Shape, sizeOf } from '@assent/autodiff'
import { decodeAscii, encodeAscii } from './ascii.js'

export interface StoredTensor {
  readonly shape: Shape
  readonly values: FloatArray
}

export interface Safetensors {
  readonly metadata: { readonly [key: string]: string }
  readonly tensors: { readonly [name: string]: StoredTensor }
}

interface HeaderEntry {
  readonly dtype: string
  readonly shape: number[]
  readonly data_offsets: [number, number]
}

/** The file's bytes. Tensors lie in the given order. */
export function encodeSafetensors({ metadata, tensors }: Safetensors): Uint8Array {
  let offset = 0
  const entries = Object.entries(tensors).map(([name, { shape, values }]): [string, HeaderEntry] => {
    const begin = offset
    offset += values.byteLength
    return [name, { dtype: values instanceof Float64Array ? 'F64' : 'F32', shape: [...shape], data_offsets: [begin, offset] }]
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
  for (const { values } of Object.values(tensors)) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at)
    at += values.byteLength
  }
  return bytes
}

/**
 * Reads the file's bytes; the values are copies.
 *
 * @throws AssentError when the bytes are no whole safetensors file of F32 and F64 tensors
 */
export function decodeSafetensors(where: string, bytes: Uint8Array): Safetensors {
  const { header, start } = readHeader(where, bytes)
  const { __metadata__: metadata, ...entries } = header as { __metadata__?: { [key: string]: string } | null } & {
    [name: string]: HeaderEntry
  }
  const tensors = Object.entries(entries).map(([name, entry]) => [name, readTensor(where, bytes, start, name, entry)] as const)
  return { metadata: metadata ?? {}, tensors: Object.fromEntries(tensors) }
}

function readTensor(where: string, bytes: Uint8Array, start: number, name: string, entry: HeaderEntry): StoredTensor {
  const { dtype, shape, data_offsets } = checkEntry(where, name, entry)
  const width = dtype === 'F64' ? 8 : 4
  const [begin, end] = data_offsets
  const size = sizeOf(shape) * width
  if (end - begin !== size || begin < 0 || start + end > bytes.length) {
    const found = `${Math.min(bytes.length - start, end) - begin}`
    fail(where, `${size} bytes for ${name}`, found, 'the file is cut off or damaged: use another')
  }
  // A copy, which slice() would not be for Node's Buffer, and which starts at a whole number of values.
  const { buffer } = Uint8Array.from(bytes.subarray(start + begin, start + end))
  return { shape, values: dtype === 'F64' ? new Float64Array(buffer) : new Float32Array(buffer) }
}

function checkEntry(where: string, name: string, entry: HeaderEntry): HeaderEntry {
  const { dtype, shape, data_offsets } = entry ?? {}
  const whole = (values: unknown) => Array.isArray(values) && values.every((value) => Number.isSafeInteger(value))
  if (!['F32', 'F64'].includes(dtype) || !whole(shape) || !whole(data_offsets) || data_offsets.length !== 2) {
    fail(
      where,
      'tensors of F32 or F64 with shape and offsets',
      `${JSON.stringify(entry)} for ${name}`,
      'use another file, or convert it',
    )
  }
  return entry
}

function readHeader(where: string, bytes: Uint8Array): { header: object; start: number } {
  const broken = (found: string) =>
    fail(where, 'a safetensors file', found, 'the file is cut off or of another kind: use another')
  if (bytes.length < 8) return broken(`${bytes.length} bytes`)
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
  if (8 + length > bytes.length) return broken(`a header of ${length} bytes in a file of ${bytes.length}`)
  const header = parseObject(decodeAscii(bytes.subarray(8, 8 + length)))
  return header ? { header, start: 8 + length } : broken('a header that is no JSON object')
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

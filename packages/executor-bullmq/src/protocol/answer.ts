// An answer as bytes: a header that says what it answers, numbers in float64, and a vector in the precision of the run.
// Little-endian throughout.

import { crc32 } from 'node:zlib'
import type { FloatArray, Precision } from '@assent/autodiff'

/** What a worker found out about a block. */
export interface Answer {
  /** Who says so. */
  readonly hand: string
  readonly numbers: Float64Array
  readonly vector: FloatArray
}

/** What an answer must look like. */
export interface Expectation {
  /** The name of the request. */
  readonly request: string
  readonly precision: Precision
  readonly numbers: number
  readonly vector: number
}

/** Why bytes are not the answer that was asked for. */
export type Fault = 'length' | 'header' | 'checksum'

const MAGIC = 0x31545341 // "AST1"
const NAME = 16
const HEADER = 64

/** Bytes of a value. */
export const widthOf = (precision: Precision): number => (precision === 'float32' ? 4 : 8)

/** Bytes of an answer. */
export function answerLength({ precision, numbers, vector }: Expectation): number {
  return HEADER + 8 * numbers + widthOf(precision) * vector
}

/** @param hand at most 16 ASCII characters */
export function writeAnswer({ hand, numbers, vector }: Answer, expected: Expectation): Buffer {
  const bytes = Buffer.alloc(answerLength(expected))
  bytes.writeUInt32LE(MAGIC, 0)
  bytes.writeUInt32LE(widthOf(expected.precision), 8)
  bytes.writeUInt32LE(numbers.length, 12)
  bytes.writeUInt32LE(vector.length, 16)
  bytes.write(expected.request.slice(0, NAME), 24, 'latin1')
  bytes.write(hand.slice(0, NAME), 40, 'latin1')
  bytes.set(bytesOf(numbers), HEADER)
  bytes.set(bytesOf(vector), HEADER + 8 * numbers.length)
  bytes.writeUInt32LE(crc32(bytes.subarray(8)), 4)
  return bytes
}

/** The answer, with memory of its own, or what is wrong with it. */
export function readAnswer(bytes: Buffer, expected: Expectation): Answer | Fault {
  if (bytes.length !== answerLength(expected)) return 'length'
  if (crc32(bytes.subarray(8)) !== bytes.readUInt32LE(4)) return 'checksum'
  const width = bytes.readUInt32LE(8)
  const [numbers, vector] = [bytes.readUInt32LE(12), bytes.readUInt32LE(16)]
  const fits =
    bytes.readUInt32LE(0) === MAGIC &&
    width === widthOf(expected.precision) &&
    numbers === expected.numbers &&
    vector === expected.vector &&
    bytes.toString('latin1', 24, 24 + NAME) === expected.request.slice(0, NAME)
  if (!fits) return 'header'
  return {
    hand: handOf(bytes),
    numbers: toFloats(bytes.subarray(HEADER, HEADER + 8 * numbers), 'float64') as Float64Array,
    vector: toFloats(bytes.subarray(HEADER + 8 * numbers), expected.precision),
  }
}

/** Who wrote an answer, as far as its bytes say. */
export function handOf(bytes: Buffer): string {
  return bytes.toString('latin1', 40, 40 + NAME).replaceAll('\0', '')
}

/** Whether every value is a number. */
export function isAllFinite({ numbers, vector }: Answer): boolean {
  return numbers.every(Number.isFinite) && vector.every(Number.isFinite)
}

/** Whether two answers say the same, to the bit, whoever gave them. */
export function haveSameContent(a: Answer, b: Answer): boolean {
  const same = (one: FloatArray, other: FloatArray) => Buffer.compare(bytesOf(one), bytesOf(other)) === 0
  return same(a.numbers, b.numbers) && same(a.vector, b.vector)
}

/** The memory of floats. Every machine that Node runs on is little-endian, or is told apart by its fingerprint. */
export function bytesOf(values: FloatArray): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}

/** Floats from bytes that may lie anywhere. */
export function toFloats(bytes: Uint8Array, precision: Precision): FloatArray {
  const { buffer } = Uint8Array.from(bytes)
  return precision === 'float32' ? new Float32Array(buffer) : new Float64Array(buffer)
}

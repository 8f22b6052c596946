// The IDX files of the MNIST family: two zeros, a type, the number of dimensions, their sizes big-endian, unsigned bytes.

import { gunzipSync } from 'node:zlib'
import { fail } from '@assent/core'
import { messageOf } from '../files/read-file.js'

/** Images have three or four. */
const mostDimensions = 8

export interface IdxArray {
  readonly shape: readonly number[]
  readonly values: Uint8Array
}

/**
 * Reads an IDX file of unsigned bytes, gzip or not.
 *
 * @param most bytes that it may unpack to
 * @throws AssentError when the file is no such array, has a dimension of 0, is cut off, or unpacks to more
 */
export function readIdx(where: string, file: Uint8Array, most: number): IdxArray {
  const bytes = file[0] === 0x1f && file[1] === 0x8b ? gunzip(where, file, most) : file
  const [first, second, type, dimensions = 0] = bytes
  if (bytes.length < 4 || first !== 0 || second !== 0 || type !== 8)
    fail(where, 'an IDX file of unsigned bytes', 'another kind of file', 'name the ubyte file', 'damaged')
  const start = 4 + dimensions * 4
  if (dimensions < 1 || dimensions > mostDimensions || start > bytes.length)
    cutOff(where, `1 to ${mostDimensions} dimensions and their sizes`, `${dimensions} in a file of ${bytes.length} bytes`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const shape = Array.from({ length: dimensions }, (_, place) => view.getUint32(4 + place * 4))
  const count = shape.reduce((product, size) => product * size, 1)
  if (count === 0) cutOff(where, 'sizes of at least 1', `[${shape}]`)
  const values = bytes.subarray(start)
  if (values.length !== count) cutOff(where, `${count} bytes for [${shape}]`, `${values.length}`)
  return { shape, values }
}

function gunzip(where: string, file: Uint8Array, most: number): Uint8Array {
  try {
    return gunzipSync(file, { maxOutputLength: most })
  } catch (error) {
    const found = messageOf(error)
    return cutOff(where, `a whole gzip file of at most ${most} bytes`, found)
  }
}

function cutOff(where: string, expected: string, found: string): never {
  return fail(where, expected, found, 'copy the file again', 'damaged')
}

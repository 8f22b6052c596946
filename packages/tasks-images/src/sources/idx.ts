// The IDX files of the MNIST family: two zeros, a type, the number of dimensions, their sizes big-endian, unsigned bytes.

import { gunzipSync } from 'node:zlib'
import { fail } from '@assent/core'
import type { NpyArray } from './npy.js'

/**
 * Reads an IDX file of unsigned bytes, gzip or not.
 *
 * @throws AssentError when the file is no such array, or is cut off
 */
export function readIdx(where: string, file: Uint8Array): NpyArray {
  const bytes = file[0] === 0x1f && file[1] === 0x8b ? gunzip(where, file) : file
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== 8)
    fail(where, 'an IDX file of unsigned bytes', 'another kind of file', 'name the ubyte file')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const shape = Array.from({ length: bytes[3] as number }, (_, place) => view.getUint32(4 + place * 4))
  const count = shape.reduce((product, size) => product * size, 1)
  const values = bytes.subarray(4 + shape.length * 4)
  if (values.length !== count) fail(where, `${count} bytes for [${shape}]`, `${values.length}`, 'copy the file again')
  return { shape, values }
}

function gunzip(where: string, file: Uint8Array): Uint8Array {
  try {
    return gunzipSync(file)
  } catch (error) {
    return fail(where, 'a whole gzip file', (error as Error).message, 'copy the file again')
  }
}

// NumPy's array files (NEP 1): a magic number, a header in Python's syntax, and the values.

import { fail } from '@assent/core'

export interface NpyArray {
  readonly shape: readonly number[]
  readonly values: Uint8Array | Float32Array | readonly number[] | readonly string[]
}

const readers: { readonly [type: string]: (view: DataView, offset: number, littleEndian: boolean) => number } = {
  b1: (view, offset) => view.getUint8(offset),
  u1: (view, offset) => view.getUint8(offset),
  i1: (view, offset) => view.getInt8(offset),
  u2: (view, offset, little) => view.getUint16(offset, little),
  i2: (view, offset, little) => view.getInt16(offset, little),
  u4: (view, offset, little) => view.getUint32(offset, little),
  i4: (view, offset, little) => view.getInt32(offset, little),
  u8: (view, offset, little) => Number(view.getBigUint64(offset, little)),
  i8: (view, offset, little) => Number(view.getBigInt64(offset, little)),
  f4: (view, offset, little) => view.getFloat32(offset, little),
  f8: (view, offset, little) => view.getFloat64(offset, little),
}

/**
 * Reads an array in C order of numbers, or of text (`U`).
 *
 * @throws AssentError when the file is no such array, or is cut off
 */
export function readNpy(where: string, bytes: Uint8Array): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 10 || String.fromCharCode(...bytes.subarray(0, 6)) !== '\x93NUMPY')
    fail(where, 'a NumPy array', 'another kind of file', 'save it with numpy.save')
  const start = bytes[6] === 1 ? 10 : 12
  const end = start + (bytes[6] === 1 ? view.getUint16(8, true) : view.getUint32(8, true))
  const header = new TextDecoder().decode(bytes.subarray(start, end))
  const [, order, type = '', width = ''] = /'descr':\s*'([<>|=])([a-zA-Z])(\d+)'/.exec(header) ?? []
  const dimensions = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1]
  if (dimensions === undefined || !/'fortran_order':\s*False/.test(header) || (type !== 'U' && !readers[type + width]))
    fail(where, 'an array of numbers or text in C order', header.trim(), 'save it with numpy.ascontiguousarray')
  const shape = dimensions
    .split(',')
    .filter((part) => part.trim())
    .map(Number)
  const count = shape.reduce((product, size) => product * size, 1)
  const size = Number(width) * (type === 'U' ? 4 : 1)
  if (bytes.length - end !== count * size)
    fail(where, `${count} values of ${size} bytes`, `${bytes.length - end} bytes`, 'copy the file again')
  return { shape, values: readValues(view, end, count, type, Number(width), order !== '>') }
}

function readValues(
  view: DataView,
  start: number,
  count: number,
  type: string,
  width: number,
  little: boolean,
): NpyArray['values'] {
  const key = type + width
  if (key === 'u1' || key === 'b1') return new Uint8Array(view.buffer, view.byteOffset + start, count)
  if (type === 'U') return Array.from({ length: count }, (_, place) => readText(view, start + place * width * 4, width, little))
  const read = readers[key] as (typeof readers)[string]
  if (type !== 'f') return Array.from({ length: count }, (_, place) => read(view, start + place * width, little))
  const values = new Float32Array(count)
  for (let place = 0; place < count; place++) values[place] = read(view, start + place * width, little)
  return values
}

/** Four bytes per character, filled up with zeros. */
function readText(view: DataView, start: number, width: number, little: boolean): string {
  const codes = Array.from({ length: width }, (_, place) => view.getUint32(start + place * 4, little))
  return String.fromCodePoint(...codes.filter((code) => code !== 0))
}

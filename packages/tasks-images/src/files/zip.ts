// Zip archives (PKWARE APPNOTE 6.3): the central directory is read and checked, and each entry is unpacked when it is asked for.

import { crc32, inflateRawSync } from 'node:zlib'
import { fail } from '@assent/core'
import { messageOf } from './read-file.js'

const endOfDirectory = 0x06054b50
const endOfDirectory64 = 0x06064b50
const locator64 = 0x07064b50
const directoryEntry = 0x02014b50
const localEntry = 0x04034b50
const endSize = 22
const longestComment = 65_535
/** Deflate makes at most this much of a byte (Adler, zlib technical details). */
const mostInflation = 1032

export interface ZipEntry {
  readonly name: string
  /** Bytes when unpacked, as the archive says. */
  readonly size: number
  /** @throws AssentError when the bytes are not what the archive says they are */
  unpack(): Uint8Array
}

interface Place {
  readonly name: string
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly packedSize: number
  readonly size: number
  readonly start: number
}

/**
 * The files of an archive, in its order. Names are told apart by every byte; folders are left out.
 *
 * @param most bytes that all entries may have together when unpacked
 * @throws AssentError when the archive is broken, encrypted or packed in another way than deflate, a name comes twice,
 * entries overlap, or it unpacks to more than `most` bytes
 */
export function readZip(where: string, bytes: Uint8Array, most: number): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const places = readDirectory(where, bytes, view)
  checkNames(where, places)
  const total = places.reduce((sum, { size }) => sum + size, 0)
  if (total > most)
    fail(where, `an archive that unpacks to at most ${most} bytes`, `${total}`, 'split it, or raise limits.fileBytes')
  const starts = checkPlaces(where, view, places)
  return places.flatMap((place, index) =>
    place.name.endsWith('/')
      ? []
      : [{ name: place.name, size: place.size, unpack: () => unpack(where, bytes, place, starts[index] ?? 0) }],
  )
}

function readDirectory(where: string, bytes: Uint8Array, view: DataView): Place[] {
  const { start, size, count } = findDirectory(where, view)
  const end = start + size
  if (end > bytes.length) broken(where, 'a directory beyond its end')
  const places: Place[] = []
  let at = start
  while (places.length < count) {
    if (at + 46 > end || view.getUint32(at, true) !== directoryEntry) broken(where, `${places.length} of ${count} entries`)
    const [nameSize, extraSize, commentSize] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [
      number,
      number,
      number,
    ]
    const next = at + 46 + nameSize + extraSize + commentSize
    if (next > end) broken(where, `${places.length} of ${count} entries`)
    places.push(readPlace(where, bytes, view, at, nameSize, extraSize))
    at = next
  }
  if (at !== end) broken(where, `${end - at} bytes after the last entry`)
  return places
}

function readPlace(where: string, bytes: Uint8Array, view: DataView, at: number, nameSize: number, extraSize: number): Place {
  const flags = view.getUint16(at + 8, true)
  const encoded = bytes.subarray(at + 46, at + 46 + nameSize)
  const name = flags & 0x800 ? new TextDecoder().decode(encoded) : Buffer.from(encoded).toString('latin1')
  const sizes = [24, 20, 42].map((field) => view.getUint32(at + field, true))
  const [size = 0, packedSize = 0, start = 0] = widen(where, name, view, at + 46 + nameSize, extraSize, sizes)
  return { name, flags, method: view.getUint16(at + 10, true), crc: view.getUint32(at + 16, true), packedSize, size, start }
}

/** The fields that are all ones are in the extra field of zip64, with 64 bits each, in this order. */
function widen(where: string, name: string, view: DataView, at: number, length: number, sizes: readonly number[]): number[] {
  if (!sizes.includes(0xffffffff)) return [...sizes]
  let field = at
  while (field + 4 <= at + length) {
    const [id, size] = [view.getUint16(field, true), view.getUint16(field + 2, true)]
    const end = Math.min(field + 4 + size, at + length)
    if (id === 1) {
      let next = field + 4
      return sizes.map((value) => {
        if (value !== 0xffffffff) return value
        if (next + 8 > end) broken(where, `no size of ${name}`)
        next += 8
        return Number(view.getBigUint64(next - 8, true))
      })
    }
    field = end
  }
  return broken(where, `no size of ${name}`)
}

function findDirectory(where: string, view: DataView): { start: number; size: number; count: number } {
  const last = view.byteLength - endSize
  for (let at = last; at >= Math.max(0, last - longestComment); at--) {
    if (view.getUint32(at, true) !== endOfDirectory || at + endSize + view.getUint16(at + 20, true) !== view.byteLength) continue
    const [disk, directoryDisk, own, count] = [4, 6, 8, 10].map((field) => view.getUint16(at + field, true))
    if (disk !== 0 || directoryDisk !== 0 || own !== count) broken(where, 'a part of several')
    const found = { start: view.getUint32(at + 16, true), size: view.getUint32(at + 12, true), count: count ?? 0 }
    return found.start === 0xffffffff || found.count === 0xffff ? findDirectory64(where, view, at, found) : found
  }
  return broken(where, 'no directory at its end')
}

type Directory = ReturnType<typeof findDirectory>

/** An archive of 65,535 entries and small offsets may be of either kind. */
function findDirectory64(where: string, view: DataView, end: number, found: Directory): Directory {
  const locator = end - 20
  if (locator < 0 || view.getUint32(locator, true) !== locator64)
    return found.start === 0xffffffff ? broken(where, 'no directory at its end') : found
  const at = Number(view.getBigUint64(locator + 8, true))
  if (at + 56 > locator || view.getUint32(at, true) !== endOfDirectory64) return broken(where, 'no directory at its end')
  const [count, size, start] = [32, 40, 48].map((field) => Number(view.getBigUint64(at + field, true)))
  return { count: count ?? 0, size: size ?? 0, start: start ?? 0 }
}

function checkNames(where: string, places: readonly Place[]): void {
  const seen = new Set<string>()
  for (const { name, flags, method, packedSize, size } of places) {
    if (seen.has(name)) fail(where, 'a name for each entry', `${name} twice`, 'pack the archive again', 'damaged')
    seen.add(name)
    const unusable = flags & 1 ? 'encrypted' : method !== 0 && method !== 8 ? `packed by method ${method}` : undefined
    if (unusable) fail(where, 'entries that are stored or deflated', `${name}, ${unusable}`, 'pack the archive again')
    if (method === 0 ? packedSize !== size : size > mostInflation * packedSize)
      broken(where, `${packedSize} bytes for ${size} of ${name}`)
  }
}

/** Where each entry's bytes begin. Entries that share bytes are how a small archive unpacks to much. */
function checkPlaces(where: string, view: DataView, places: readonly Place[]): number[] {
  const starts = places.map(({ name, start }) => {
    if (start + 30 > view.byteLength || view.getUint32(start, true) !== localEntry) return broken(where, `no entry ${name}`)
    return start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true)
  })
  const spans = places.map(({ name, start, packedSize }, index) => ({ name, start, end: (starts[index] ?? 0) + packedSize }))
  let end = 0
  for (const span of spans.sort((a, b) => a.start - b.start)) {
    if (span.start < end) broken(where, `${span.name} in the bytes of another entry`)
    end = span.end
  }
  if (end > view.byteLength) broken(where, 'entries beyond its end')
  return starts
}

function unpack(where: string, archive: Uint8Array, { name, method, packedSize, size, crc }: Place, start: number): Uint8Array {
  const packed = archive.subarray(start, start + packedSize)
  const bytes = method === 0 ? packed : inflate(where, name, packed, size)
  if (bytes.length !== size || crc32(bytes) !== crc)
    fail(where, `${name} of ${size} bytes and checksum ${hex(crc)}`, `${bytes.length} and ${hex(crc32(bytes))}`, again, 'damaged')
  return bytes
}

function inflate(where: string, name: string, packed: Uint8Array, size: number): Uint8Array {
  try {
    // One chunk with a byte to spare, so that nothing is joined and no more is unpacked than was said.
    return inflateRawSync(packed, { maxOutputLength: size + 1, chunkSize: Math.max(64, size + 1) })
  } catch (error) {
    return broken(where, `${messageOf(error)} at ${name}`)
  }
}

const again = 'copy the archive again'

const hex = (checksum: number) => checksum.toString(16).padStart(8, '0')

function broken(where: string, found: string): never {
  return fail(where, 'a whole zip archive', found, again, 'damaged')
}

// What an errand brings back, or has saved on its way, as bytes: who brings it, a result in JSON, and files by name. Little-endian.

import { crc32 } from 'node:zlib'
import type { Setting } from '@assent/core'
import { parseJsonBounded } from '@assent/core/tools'
import * as z from 'zod'
import type { Fault } from './answer.js'
import { LONGEST_MESSAGE } from './messages.js'

/** Bytes by their names. */
export type Files = ReadonlyMap<string, Uint8Array>

/** What an errand is done with. */
export interface Parcel {
  /** Plain data. */
  readonly result: Setting
  readonly files: Files
}

/** A parcel with its sender. */
export interface Sent extends Parcel {
  readonly errand: string
  readonly hand: string
}

/** For how long the server keeps what was saved, in milliseconds. */
export const SAVED_LIFE = 86_400_000

const MAGIC = 0x31505341 // "ASP1"
/** The magic number, the checksum of all that follows, and the length of the list. */
const HEADER = 12

const listSchema = z.strictObject({
  errand: z.string(),
  hand: z.string().regex(/^[\w-]{1,16}$/),
  result: z.json(),
  files: z
    .array(z.strictObject({ name: z.string().regex(/^\w[\w.-]{0,59}$/), bytes: z.number().int().nonnegative() }))
    .max(16)
    .refine((files) => new Set(files.map(({ name }) => name)).size === files.length),
})

export function writeParcel({ errand, hand, result, files }: Sent): Buffer {
  const names = [...files].map(([name, { length }]) => ({ name, bytes: length }))
  const list = Buffer.from(JSON.stringify(listSchema.parse({ errand, hand, result, files: names })))
  const bytes = Buffer.concat([Buffer.alloc(HEADER), list, ...files.values()])
  bytes.writeUInt32LE(MAGIC, 0)
  bytes.writeUInt32LE(list.length, 8)
  bytes.writeUInt32LE(crc32(bytes.subarray(8)), 4)
  return bytes
}

/** The parcel of an errand, or what is wrong with it. */
export function readParcel(bytes: Buffer, errand: string): Sent | Fault {
  if (bytes.length < HEADER) return 'length'
  if (crc32(bytes.subarray(8)) !== bytes.readUInt32LE(4)) return 'checksum'
  const length = bytes.readUInt32LE(8)
  if (bytes.readUInt32LE(0) !== MAGIC || length > Math.min(LONGEST_MESSAGE, bytes.length - HEADER)) return 'header'
  const list = readList(bytes.toString('utf8', HEADER, HEADER + length))
  if (list === undefined || list.errand !== errand) return 'header'
  let place = HEADER + length
  const files = new Map<string, Uint8Array>()
  for (const file of list.files) {
    files.set(file.name, Uint8Array.from(bytes.subarray(place, place + file.bytes)))
    place += file.bytes
  }
  return place === bytes.length ? { ...list, files } : 'length'
}

function readList(text: string): z.infer<typeof listSchema> | undefined {
  try {
    return listSchema.safeParse(parseJsonBounded('a parcel', text)).data
  } catch {
    return undefined // Not JSON: as good as no parcel.
  }
}

/** Whether two parcels hold the same, to the bit, whoever sent them. */
export function haveSameFiles(a: Parcel, b: Parcel): boolean {
  const isSame = ([name, bytes]: [string, Uint8Array]) => {
    const other = b.files.get(name)
    return other !== undefined && Buffer.compare(bytes, other) === 0
  }
  return JSON.stringify(a.result) === JSON.stringify(b.result) && a.files.size === b.files.size && [...a.files].every(isSame)
}

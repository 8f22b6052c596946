// A gray image as PNG (RFC 2083): one IDAT chunk, no filters.

import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** @param pixels `size × size`, from 0 to 255 */
export function writePng(pixels: Uint8Array, size: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 0, 0, 0, 0], 8) // 8 bits of gray, and the only methods that there are.
  const rows = Buffer.alloc(size * (size + 1))
  for (let row = 0; row < size; row++) rows.set(pixels.subarray(row * size, (row + 1) * size), row * (size + 1) + 1)
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const bytes = Buffer.alloc(8 + content.length)
  bytes.writeUInt32BE(data.length, 0)
  bytes.set(content, 4)
  bytes.writeUInt32BE(crc32(content), 4 + content.length)
  return bytes
}

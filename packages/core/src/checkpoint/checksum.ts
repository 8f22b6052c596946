// CRC-32 (IEEE 802.3): finds every change of up to 32 bits in a row.

import { decodeAscii, encodeAscii } from './ascii.js'

/** What stands in the place of a checksum while it is computed. */
export const NO_CHECKSUM = '00000000'

/** The checksum of all bytes, as eight hexadecimal digits. */
export function checksum(bytes: Uint8Array): string {
  const table = remainders()
  let crc = -1
  for (const byte of bytes) crc = Number(table[(crc ^ byte) & 255]) ^ (crc >>> 8)
  return ((crc ^ -1) >>> 0).toString(16).padStart(8, '0')
}

/** Writes digits into the place of the checksum in a safetensors header; its key comes early, before any free text. */
export function writeChecksum(bytes: Uint8Array, digits: string): void {
  const key = '"checksum":"'
  const at = decodeAscii(bytes.subarray(0, 256)).indexOf(key)
  if (at >= 0 && at + key.length + digits.length <= bytes.length) bytes.set(encodeAscii(digits), at + key.length)
}

/** What each byte leaves; made anew each time, so that a page that saves nothing does not load it. */
function remainders(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
    return crc
  })
}

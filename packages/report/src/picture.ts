// Small pictures inside the page: PNG files as data addresses.

import { encode } from 'fast-png'
import { type Html, html } from './html.js'

/** Pixels from 0 to 255, row by row: gray, red-green-blue, or these with opacity. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3 | 4
  readonly data: Uint8Array
}

/** A picture whose pixels stay sharp; `description` stands in for it. */
export function drawPicture(pixels: Pixels, description: string): Html {
  const bytes = encode(pixels)
  const address = `data:image/png;base64,${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`
  return html`<img class="pixels" src="${address}" width="${pixels.width}" height="${pixels.height}" alt="${description}">`
}

// What the model sees of an image or a canvas: scaled to its size, on white, and as `pixels` says.

import { pixels } from './pixels.js'

const { size, channels, invert } = pixels

/** `[size, size, channels]`, from 0 to 1. */
export function see(image) {
  const small = Object.assign(document.createElement('canvas'), { width: size, height: size })
  const context = small.getContext('2d', { willReadFrequently: true })
  context.fillStyle = 'white'
  context.fillRect(0, 0, size, size)
  context.imageSmoothingQuality = 'high'
  context.drawImage(image, 0, 0, size, size)
  const { data } = context.getImageData(0, 0, size, size)
  const levels = Array.from({ length: size * size }, (_, place) => {
    const color = [...data.subarray(4 * place, 4 * place + 3)]
    return channels === 1 ? [0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2]] : color
  }).flat()
  return Float32Array.from(levels, (level) => (invert ? 255 - level : level) / 255)
}

/** An image from an address, once it is loaded. */
export async function load(source) {
  const image = Object.assign(new Image(), { src: source, alt: '' })
  await image.decode()
  return image
}

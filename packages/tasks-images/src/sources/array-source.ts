// Images that are arrays already: .npy and .npz of NumPy, IDX of the MNIST family.

import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { fail } from '@assent/core'
import { unzip } from './archive-source.js'
import { stampOf } from './folder-source.js'
import { readIdx } from './idx.js'
import { byName, type ImageShape, type ImageSource, type ListedClass, type ListedImage } from './image-source.js'
import { type NpyArray, readNpy } from './npy.js'

/** `[classes, instances, …image]`, without labels: classes are called by their number. */
export function npySource(file: string): ImageSource {
  return {
    where: file,
    stamps: async () => [stampOf(file, basename(file))],
    list: async () => {
      const array = await readArray(file)
      const [classes = 0, instances = 0, ...image] = array.shape
      const labels = Array.from({ length: classes * instances }, (_, place) => Math.floor(place / instances))
      return classesOf(file, { ...array, shape: [classes * instances, ...image] }, { shape: [labels.length], values: labels })
    },
  }
}

/** The arrays `images` `[count, …image]` and `labels` `[count]` of one archive. */
export function npzSource(file: string): ImageSource {
  return {
    where: file,
    stamps: async () => [stampOf(file, basename(file))],
    list: async () => {
      const arrays = await unzip(file)
      const [images, labels] = ['images.npy', 'labels.npy'].map((name) => arrays.get(name))
      if (!images || !labels)
        fail(
          file,
          'arrays called images and labels',
          [...arrays.keys()].join(', '),
          'save it with numpy.savez(file, images=…, labels=…)',
        )
      return classesOf(file, readNpy(`${file}/images`, images), readNpy(`${file}/labels`, labels))
    },
  }
}

/** Two files, IDX or npy: images `[count, …image]` and labels `[count]`. */
export function pairSource(images: string, labels: string): ImageSource {
  return {
    where: images,
    stamps: async () => [images, labels].map((file) => stampOf(file, basename(file))),
    list: async () => classesOf(images, await readArray(images), await readArray(labels)),
  }
}

async function readArray(file: string): Promise<NpyArray> {
  const bytes = await readFile(file).catch((error: Error) => fail(file, 'a file', error.message, 'correct the path'))
  return file.endsWith('.npy') ? readNpy(file, bytes) : readIdx(file, bytes)
}

function classesOf(where: string, images: NpyArray, labels: NpyArray): ListedClass[] {
  const [count = 0, ...dimensions] = images.shape
  if (labels.shape.length !== 1 || labels.values.length !== count)
    fail(
      where,
      `one label for each of ${count} images`,
      `labels of shape [${labels.shape}]`,
      'save images and labels in the same order',
    )
  const { shape, channelsFirst } = imageShape(where, dimensions)
  const pixels = toBytes(where, images.values)
  const size = shape[0] * shape[1] * shape[2]
  const classes = new Map<string, ListedImage[]>()
  for (const [index, label] of Array.from<number | string>(labels.values).entries()) {
    const read = async () => {
      const image = pixels.slice(index * size, (index + 1) * size)
      return channelsFirst ? interleave(image, shape) : image
    }
    const image = { name: `${where}, image ${index}`, read, raw: shape }
    const members = classes.get(`${label}`)
    if (members) members.push(image)
    else classes.set(`${label}`, [image])
  }
  const width = Math.max(...[...classes.keys()].map((name) => name.length))
  // Numbers are filled up with zeros so that their order is that of their names.
  const nameOf = (label: string) => (/^\d+$/.test(label) ? label.padStart(width, '0') : label)
  return [...classes]
    .map(([label, members]) => ({ name: nameOf(label), group: '', split: undefined, images: members }))
    .sort(byName)
}

/** 1 and 3 are channels; what is left are height and width. */
function imageShape(where: string, dimensions: readonly number[]): { shape: ImageShape; channelsFirst: boolean } {
  const [first, second, third] = dimensions
  if (dimensions.length === 2) return { shape: [first as number, second as number, 1], channelsFirst: false }
  const [isFirst, isLast] = [first, third].map((size) => size === 1 || size === 3)
  if (dimensions.length !== 3 || isFirst === isLast)
    fail(
      where,
      'images of [height, width], [height, width, channels] or [channels, height, width]',
      `[${dimensions}]`,
      'reshape the array',
    )
  return isFirst
    ? { shape: [second as number, third as number, first as number], channelsFirst: true }
    : { shape: [first as number, second as number, third as number], channelsFirst: false }
}

/** Bytes as they are; other numbers from 0 to 1 are brought to 0…255, to half a level. */
function toBytes(where: string, values: NpyArray['values']): Uint8Array {
  if (values instanceof Uint8Array) return values
  if (!(values instanceof Float32Array))
    fail(where, 'unsigned bytes, or floating-point numbers from 0 to 1', 'other values', 'convert the images to uint8')
  return Uint8Array.from(values, (value) => {
    if (!(value >= 0 && value <= 1)) fail(where, 'numbers from 0 to 1', `${value}`, 'divide by 255, or save them as uint8')
    return Math.round(value * 255)
  })
}

function interleave(planes: Uint8Array, [height, width, channels]: ImageShape): Uint8Array {
  const area = height * width
  return Uint8Array.from(planes, (_, place) => planes[(place % channels) * area + Math.floor(place / channels)] as number)
}

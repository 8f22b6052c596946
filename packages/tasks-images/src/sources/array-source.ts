// Images that are arrays already: .npy and .npz of NumPy, IDX of the MNIST family.

import { basename, resolve } from 'node:path'
import { fail } from '@assent/core'
import type { Limits } from '../files/limits.js'
import { readBounded } from '../files/read-file.js'
import { unzip } from './archive-source.js'
import { stampOf } from './folder-source.js'
import { readIdx } from './idx.js'
import { byName, type ImageShape, type ImageSource, type ListedClass, type ListedImage } from './image-source.js'
import { type LabelArray, type PixelArray, readNpyLabels, readNpyPixels } from './npy.js'

/** `[classes, instances, …image]`, without labels: classes are called by their number. */
export function npySource(file: string, limits: Limits): ImageSource {
  return arraySource([file], async () => {
    const { shape, values } = readNpyPixels(file, await readArray(file, limits))
    const [classes = 1, instances = 1, ...image] = shape
    const labels = Array.from({ length: classes * instances }, (_, place) => Math.floor(place / instances))
    return classesOf(file, { shape: [labels.length, ...image], values }, { shape: [labels.length], values: labels })
  })
}

/** The arrays `images` `[count, …image]` and `labels` `[count]` of one archive. */
export function npzSource(file: string, limits: Limits): ImageSource {
  return arraySource([file], async () => {
    const entries = await unzip(file, limits)
    const [images, labels] = ['images.npy', 'labels.npy'].map((name) => entries.find((entry) => entry.name === name))
    if (!images || !labels)
      return fail(
        file,
        'arrays called images and labels',
        entries
          .map(({ name }) => name)
          .join(', ')
          .slice(0, 200),
        'save it with numpy.savez(file, images=…, labels=…)',
      )
    return classesOf(file, readNpyPixels(`${file}/images`, images.unpack()), readNpyLabels(`${file}/labels`, labels.unpack()))
  })
}

/** Two files, IDX or npy: images `[count, …image]` and labels `[count]`. */
export function pairSource(images: string, labels: string, limits: Limits): ImageSource {
  const isNpy = (file: string) => file.endsWith('.npy')
  return arraySource([images, labels], async () => {
    const [pixels, names] = [await readArray(images, limits), await readArray(labels, limits)]
    const found = isNpy(images) ? readNpyPixels(images, pixels) : readIdx(images, pixels, limits.fileBytes)
    return classesOf(images, found, isNpy(labels) ? readNpyLabels(labels, names) : numbersOf(labels, names, limits))
  })
}

function arraySource(files: readonly [string, ...string[]], list: ImageSource['list']): ImageSource {
  return {
    where: files[0],
    paths: files.map((file) => resolve(file)),
    stamps: async () => files.map((file) => stampOf(file, basename(file))),
    list,
  }
}

function readArray(file: string, { fileBytes }: Limits): Promise<Uint8Array> {
  return readBounded(file, 'a file of an array', fileBytes)
}

function numbersOf(where: string, bytes: Uint8Array, { fileBytes }: Limits): LabelArray {
  const { shape, values } = readIdx(where, bytes, fileBytes)
  return { shape, values: [...values] }
}

function classesOf(where: string, images: PixelArray, labels: LabelArray): ListedClass[] {
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
  let width = 0
  for (const [index, label] of labels.values.entries()) {
    const read = async () => {
      const image = pixels.slice(index * size, (index + 1) * size)
      return channelsFirst ? interleave(image, shape) : image
    }
    const image = { name: `${where}, image ${index}`, read, raw: shape }
    const members = classes.get(`${label}`)
    if (members) members.push(image)
    else classes.set(`${label}`, [image])
    width = Math.max(width, `${label}`.length)
  }
  // Numbers are filled up with zeros so that their order is that of their names.
  const nameOf = (label: string) => (/^\d+$/.test(label) ? label.padStart(width, '0') : label)
  return [...classes]
    .map(([label, members]) => ({ name: nameOf(label), group: '', split: undefined, images: members }))
    .sort(byName)
}

/** 1 and 3 are channels; what is left are height and width. */
function imageShape(where: string, dimensions: readonly number[]): { shape: ImageShape; channelsFirst: boolean } {
  const [first = 0, second = 0, third = 0] = dimensions
  if (dimensions.length === 2) return { shape: [first, second, 1], channelsFirst: false }
  const [isFirst, isLast] = [first, third].map((size) => size === 1 || size === 3)
  if (dimensions.length !== 3 || isFirst === isLast)
    fail(
      where,
      'images of [height, width], [height, width, channels] or [channels, height, width]',
      `[${dimensions}]`,
      'reshape the array',
    )
  return isFirst
    ? { shape: [second, third, first], channelsFirst: true }
    : { shape: [first, second, third], channelsFirst: false }
}

/** Bytes as they are; other numbers from 0 to 1 are brought to 0…255, to half a level. */
function toBytes(where: string, values: PixelArray['values']): Uint8Array {
  if (values instanceof Uint8Array) return values
  const bytes = new Uint8Array(values.length)
  for (const [place, value] of values.entries()) {
    if (!(value >= 0 && value <= 1)) fail(where, 'numbers from 0 to 1', `${value}`, 'divide by 255, or save them as uint8')
    bytes[place] = Math.round(value * 255)
  }
  return bytes
}

function interleave(planes: Uint8Array, [height, width, channels]: ImageShape): Uint8Array {
  const area = height * width
  const image = new Uint8Array(planes.length)
  for (let place = 0; place < image.length; place++)
    image[place] = planes[(place % channels) * area + Math.floor(place / channels)] ?? 0
  return image
}

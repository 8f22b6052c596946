// The drawings as scripts/pack.mjs packs them: one byte per pixel, class after class.

import { fail, type LabeledClass, type Shape } from '@assent/core'
import { readBytes, readPacked } from './read-data.js'

/** Height, width and channels of a drawing; ink is 1, paper 0. */
export const drawingShape: Shape = [28, 28, 1]

const pixels = 28 * 28

/** Where the two data files lie. */
export interface DrawingFiles {
  readonly classes: URL
  readonly drawings: URL
}

/** Beside this file's folder, in source and build alike. */
const beside: DrawingFiles = {
  classes: new URL('../data/classes.json', import.meta.url),
  drawings: new URL('../data/drawings.bin', import.meta.url),
}

export interface Drawings {
  /** The package that they come from, and its version. */
  readonly source: string
  readonly classes: readonly LabeledClass[]
}

/** @throws AssentError when a file is missing, or the two do not fit */
export async function loadDrawings(files: DrawingFiles = beside): Promise<Drawings> {
  const [table, bytes] = await Promise.all([
    readBytes('quickdraw.data', files.classes),
    readPacked('quickdraw.data', files.drawings),
  ])
  const { source, classes } = JSON.parse(new TextDecoder().decode(table)) as {
    source: string
    classes: { name: string; count: number }[]
  }
  let end = 0
  const labeled = classes.map(({ name, count }) => {
    const start = end
    end += count * pixels
    return { name, count, copy: (index: number, into: Float32Array) => copyDrawing(bytes, start + index * pixels, into) }
  })
  if (bytes.length !== end)
    fail('quickdraw.data', `${end} pixels, as classes.json counts`, `${bytes.length}`, 'pack or copy the data again')
  return { source, classes: labeled }
}

function copyDrawing(bytes: Uint8Array, start: number, into: Float32Array): void {
  for (let pixel = 0; pixel < pixels; pixel++) into[pixel] = (bytes[start + pixel] as number) / 255
}

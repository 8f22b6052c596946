// The drawings as scripts/pack.mjs packs them: one byte per pixel, class after class.

import { fail, type LabeledClass, type Shape } from '@assent/core'
import { parseJsonBounded } from '@assent/core/tools'
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
  const text = new TextDecoder().decode(await readBytes('quickdraw.data', files.classes))
  const table = parseJsonBounded('quickdraw.data', text, {}, 'damaged')
  if (!isTable(table))
    return fail('quickdraw.data', 'a source and classes in classes.json', 'other JSON', 'pack or copy the data again', 'damaged')
  const { source, classes } = table
  const total = classes.reduce((sum, { count }) => sum + count * pixels, 0)
  const bytes = await readPacked('quickdraw.data', files.drawings, total)
  let end = 0
  const labeled = classes.map(({ name, count }) => {
    const start = end
    end += count * pixels
    return { name, count, copy: (index: number, into: Float32Array) => copyDrawing(bytes, start + index * pixels, into) }
  })
  if (bytes.length !== total)
    fail('quickdraw.data', `${total} pixels, as classes.json counts`, `${bytes.length}`, 'pack or copy the data again')
  return { source, classes: labeled }
}

function copyDrawing(bytes: Uint8Array, start: number, into: Float32Array): void {
  for (let pixel = 0; pixel < pixels; pixel++) into[pixel] = (bytes[start + pixel] as number) / 255
}

interface Table {
  readonly source: string
  readonly classes: readonly { readonly name: string; readonly count: number }[]
}

function isTable(found: unknown): found is Table {
  const { source, classes } = membersOf(found)
  return typeof source === 'string' && Array.isArray(classes) && classes.every(isClass)
}

function isClass(found: unknown): boolean {
  const { name, count } = membersOf(found)
  return typeof name === 'string' && typeof count === 'number' && Number.isSafeInteger(count) && count >= 1
}

function membersOf(found: unknown): { readonly [name: string]: unknown } {
  return typeof found === 'object' && found !== null ? { ...found } : {}
}

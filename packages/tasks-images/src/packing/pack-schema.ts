// What the table of a packed file must be for its numbers to be used.

import type { ImageShape } from '../sources/image-source.js'
import type { PackedClass } from './pack.js'
import type { PackedFile } from './packed-file.js'

/** Whether every part has its type, and the classes lie one behind the other. */
export function isPackedFile(found: unknown): found is PackedFile {
  if (!isRecord(found) || !isHash(found.key) || !isRecord(found.table)) return false
  const { shape, classes, sha256 } = found.table
  return isHash(sha256) && isShape(shape) && areClasses(classes)
}

function areClasses(classes: unknown): classes is PackedClass[] {
  if (!Array.isArray(classes)) return false
  let end = 0
  return classes.every((found: unknown) => {
    if (!isRecord(found)) return false
    const { name, group, split, start, count } = found
    const isNamed = typeof name === 'string' && typeof group === 'string'
    const isPlaced = start === end && isSize(count)
    if (isPlaced) end += count
    return isNamed && isPlaced && (split === null || split === 'train' || split === 'validation' || split === 'test')
  })
}

function isShape(shape: unknown): shape is ImageShape {
  return Array.isArray(shape) && shape.length === 3 && shape.every(isSize)
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1
}

function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

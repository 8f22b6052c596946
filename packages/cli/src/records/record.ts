// Files that runs and comparisons leave, as JSON that notices any change to itself: a last key `check` holds a hash of all
// before it. What is read is bounded, and checked against one schema.

import { readFileSync, statSync } from 'node:fs'
import { fail } from '@assent/core'
import { parseJsonBounded } from '@assent/core/tools'
import type * as z from 'zod'
import { explain } from '../config/recipe.js'
import { showPath, writeWhole } from '../run/files.js'
import { digest } from './identity.js'

/** More is read of no record. */
const LARGEST_BYTES = 2 ** 28

/** An evaluation holds a number for each of its episodes, a vote one for each pair of tasks. */
const LARGEST = { length: LARGEST_BYTES, values: 2 ** 24 }

const REMEDY = 'the file was changed, or is from another version: restore it, or train again'

/** `content` as JSON that holds a hash of itself. */
export function toChecked(content: object, indent?: number): string {
  return JSON.stringify({ ...content, check: digest(JSON.stringify(content)) }, null, indent)
}

/**
 * What {@link toChecked} wrote.
 *
 * @throws AssentError of the kind `damaged` when it was changed, or is not what `schema` says
 */
export function parseChecked<Schema extends z.ZodType>(where: string, schema: Schema, text: string): z.output<Schema> {
  const value = parseJsonBounded(where, text, LARGEST, 'damaged')
  const { success, data, error } = schema.safeParse(value)
  if (!success) return fail(where, 'what train or compare writes', explain(error), REMEDY, 'damaged')
  const { check, ...content } = value as { readonly check?: unknown }
  const expected = digest(JSON.stringify(content))
  if (check !== expected) return fail(where, `check ${expected}`, JSON.stringify(check) ?? 'none', REMEDY, 'damaged')
  return data
}

export function writeRecord(file: string, content: object, indent?: number): void {
  writeWhole(file, `${toChecked(content, indent)}\n`)
}

/**
 * Reads a record that must be there.
 *
 * @throws AssentError of the kind `missing` when it is not, and as {@link parseChecked} does
 */
export function readRecord<Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> {
  return parseChecked(showPath(file), schema, readText(file))
}

/**
 * The text of a file, unless it is larger than any record, or no file: a pipe would be read for ever.
 *
 * @throws AssentError of the kind `missing` when it is not there
 */
export function readText(file: string): string {
  const where = showPath(file)
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) return fail(where, 'a file that train or compare writes', 'no such file', 'keep the folder whole', 'missing')
  if (!found.isFile()) return fail(where, 'a file', 'something else', 'correct the path')
  if (found.size > LARGEST_BYTES) {
    return fail(where, `at most ${LARGEST_BYTES} bytes`, `${found.size}`, 'use the file that was written', 'damaged')
  }
  return readFileSync(file, 'utf8')
}

// A new task's examples from a file, JSON or CSV, or a folder of images, checked against the tasks that the model was trained for.

import { readFileSync, statSync } from 'node:fs'
import { AssentError, type Examples, type FloatArray, fail, type Shape, type TaskSource, toModel } from '@assent/core'
import { showPath } from '../run/files.js'
import { parseCsv } from './csv.js'
import { readFolder } from './folder.js'
import { type GivenExamples, parseJson, type Value } from './json.js'

/** Examples to learn from, and inputs to predict for, `[count, …inputShape]` flat. */
export interface NewTask {
  readonly support: Examples
  readonly query: FloatArray | undefined
  /** What the examples call their classes, where they do. */
  readonly labels?: readonly string[]
  /** What the examples call their queries, where they do. */
  readonly names?: readonly string[]
}

/** A new task has a few examples. */
const LARGEST_BYTES = 2 ** 24

/**
 * Reads a folder as class folders of images, `.csv` as CSV, in capitals too, and everything else as JSON. Targets may be class numbers, counted from 0, for classification.
 * Values are in the user's units; they are prepared as those of training were.
 *
 * @throws AssentError naming the example that does not fit
 */
export async function readExamples(path: string, tasks: TaskSource): Promise<NewTask> {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return readFolder(path, tasks)
  const { kind, inputShape, targetShape, preparation } = tasks
  const where = showPath(path)
  const text = readText(where, path)
  const { support, query }: GivenExamples = /\.csv$/i.test(path) ? parseCsv(where, text, preparation) : parseJson(where, text)
  if (support.x.length !== support.y.length) {
    fail(where, `as many y as x, ${support.x.length}`, `${support.y.length}`, 'give every support example its target')
  }
  const [classes = 0] = targetShape
  const targets = kind === 'classification' ? support.y.map((label, i) => oneHot(where, label, i, classes)) : support.y
  return {
    support: {
      count: support.x.length,
      x: toModel(preparation?.inputs, flatten(where, 'support x', support.x, inputShape)),
      y: toModel(preparation?.targets, flatten(where, 'support y', targets, targetShape)),
    },
    query: query && toModel(preparation?.inputs, flatten(where, 'query x', query.x, inputShape)),
  }
}

function readText(where: string, path: string): string {
  try {
    const found = statSync(path)
    if (!found.isFile()) fail(where, 'a file of examples', 'something else', 'correct the path')
    if (found.size > LARGEST_BYTES)
      fail(where, `at most ${LARGEST_BYTES} bytes of examples`, `${found.size}`, 'give fewer examples')
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof AssentError) throw error
    const found = error instanceof Error ? error.message : String(error)
    return fail(where, 'a file of examples', found, 'correct the path', 'missing')
  }
}

/** A class number as a row with a 1 at its class; rows are left as they are. */
function oneHot(where: string, label: Value, index: number, classes: number): Value {
  if (Array.isArray(label) && label.length > 1) return label
  const number = Array.isArray(label) ? label[0] : label
  if (!Number.isInteger(number) || Number(number) < 0 || Number(number) >= classes) {
    const found = `${JSON.stringify(label)} in example ${index + 1}`
    fail(where, `class numbers from 0 to ${classes - 1}`, found, 'number the classes from 0')
  }
  return Array.from({ length: classes }, (_, place) => (place === number ? 1 : 0))
}

/** All examples side by side. Each must have the values of `shape`, nested as in it or flat. */
function flatten(where: string, what: string, examples: readonly Value[], shape: Shape): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1)
  const rows = examples.map(numbersIn)
  for (const [index, row] of rows.entries()) {
    const bad = row.find((value) => !Number.isFinite(Math.fround(value)))
    const found = row.length === size ? bad : `${row.length} values`
    if (found === undefined) continue
    const expected = `${size} finite number${size === 1 ? '' : 's'} per example, as [${shape}]`
    fail(`${where}, ${what}`, expected, `${found} in example ${index + 1}`, 'correct the example')
  }
  return Float32Array.from(rows.flat())
}

function numbersIn(value: Value): number[] {
  return Array.isArray(value) ? value.flatMap(numbersIn) : [value]
}

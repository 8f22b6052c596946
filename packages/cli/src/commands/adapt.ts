// `assent adapt`: a checkpoint learns one new task from a few examples in a file.

import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { adapt, type Examples, fail, parametersOf, type TaskSource } from '@assent/core'
import * as z from 'zod'
import { composeRun, loadRecipe, override, type Source } from '../config/load.js'
import { processTerminal } from '../output/terminal.js'
import { readCheckpoint, readRecipe, showPath } from '../run/run-folder.js'

export interface AdaptCommand extends Omit<Source, 'folder'> {
  readonly checkpoint: string
  readonly examples: string
  readonly innerSteps?: number
  readonly backend?: string
  readonly json?: boolean
}

const nested: z.ZodType<Nested> = z.lazy(() => z.union([z.number(), z.array(nested)]))
type Nested = number | Nested[]

const examplesSchema = z.strictObject({
  support: z.strictObject({ x: z.array(nested).min(1), y: z.array(nested).min(1) }),
  query: z.strictObject({ x: z.array(nested).min(1) }).optional(),
})

/** Runs the command; returns the exit code. */
export async function adaptCommand(options: AdaptCommand): Promise<number> {
  const folder = process.cwd()
  const terminal = processTerminal(Boolean(options.json))
  const file = resolve(folder, options.checkpoint)
  const checkpoint = readCheckpoint(file)
  const known = options.preset === undefined && options.config === undefined
  const base = known ? readRecipe(dirname(file)) : await loadRecipe({ ...options, folder })
  const recipe = override(base, options.backend === undefined ? {} : { backend: options.backend })
  const run = await composeRun(recipe, folder)
  const { support, query } = readExamples(resolve(folder, options.examples), run.tasks)
  const theta = parametersOf(run, checkpoint, showPath(file))
  const adapted = await adapt(run, theta, support, options.innerSteps ?? recipe.evaluation.steps)
  const predictions = query
    ? chunk(
        await adapted.predict(query),
        run.model.outputShape.reduce((product, length) => product * length, 1),
      )
    : undefined
  if (options.json) {
    terminal.out(JSON.stringify({ losses: adapted.losses, predictions: predictions ?? null }))
    return 0
  }
  for (const [step, loss] of adapted.losses.entries()) terminal.out(`loss before step ${step + 1}: ${loss.toPrecision(4)}`)
  for (const [index, values] of (predictions ?? []).entries()) {
    const shown = values.map((value) => value.toPrecision(4)).join(' ')
    const best = run.tasks.kind === 'classification' ? `  → class ${values.indexOf(Math.max(...values))}` : ''
    terminal.out(`query ${index}: ${shown}${best}`)
  }
  if (!predictions) terminal.out('to predict, add "query": {"x": […]} to the examples')
  return 0
}

/** Reads `{"support": {"x": [[…]], "y": [[…]] or class numbers}, "query": {"x": [[…]]}}`. */
function readExamples(path: string, tasks: TaskSource): { support: Examples; query: Float32Array | undefined } {
  const where = showPath(path)
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    fail(where, 'a JSON file of examples', error instanceof Error ? error.message : String(error), 'see assent adapt --help')
  }
  const { success, data, error } = examplesSchema.safeParse(content)
  if (!success)
    return fail(
      where,
      '{"support": {"x", "y"}, "query": {"x"}}',
      z.prettifyError(error).replaceAll('\n', ' '),
      'correct the file',
    )
  const { support, query } = data
  const [classes] = tasks.targetShape
  const labels = tasks.kind === 'classification' ? support.y.map((label) => oneHot(where, label, classes as number)) : support.y
  return {
    support: { count: support.x.length, x: flat(support.x), y: flat(labels) },
    query: query && flat(query.x),
  }
}

function oneHot(where: string, label: Nested, classes: number): Nested {
  if (Array.isArray(label)) return label
  if (!Number.isInteger(label) || label < 0 || label >= classes) {
    fail(where, `class numbers from 0 to ${classes - 1}`, `${label}`, 'number the classes from 0')
  }
  return Array.from({ length: classes }, (_, index) => (index === label ? 1 : 0))
}

function flat(values: readonly Nested[]): Float32Array {
  return Float32Array.from((values as readonly unknown[]).flat(Number.POSITIVE_INFINITY) as number[])
}

function chunk(values: ArrayLike<number>, size: number): number[][] {
  return Array.from({ length: values.length / size }, (_, index) =>
    Array.from({ length: size }, (_, i) => values[index * size + i] as number),
  )
}

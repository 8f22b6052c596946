// `assent adapt`: a checkpoint learns one new task from a few examples in a file.

import { resolve } from 'node:path'
import { adapt, type FloatArray, fromModel, lossOf, type Problem } from '@assent/core'
import { readExamples } from '../examples/read-examples.js'
import { processTerminal } from '../output/terminal.js'
import { type CheckpointSource, openCheckpoint } from '../run/open-checkpoint.js'
import { checkBatchFlag, showOnnxFile, writeOnnxFile } from './export-onnx.js'

export interface AdaptCommand extends CheckpointSource {
  readonly examples: string
  readonly innerSteps?: number
  /** Where the adapted model goes, as an ONNX file. */
  readonly onnx?: string
  /** Inputs that this file takes at once. */
  readonly batch?: number
  readonly json?: boolean
}

/** Runs the command; returns the exit code. */
export async function adaptCommand(options: AdaptCommand): Promise<number> {
  const folder = process.cwd()
  const terminal = processTerminal(Boolean(options.json))
  checkBatchFlag(options.batch, options.onnx)
  const opened = await openCheckpoint(options, { folder, terminal })
  const { problem, recipe, theta } = opened
  const { support, query, names, labels } = await readExamples(resolve(folder, options.examples), problem.tasks)
  const adapted = await adapt(problem, theta, support, options.innerSteps ?? recipe.evaluation.innerSteps)
  const { preparation } = problem.tasks
  const outputs = query && (await adapted.predict(query))
  const predictions = outputs && toAnswers(problem, outputs)
  const { onnx, batch } = options
  const file = onnx ? writeOnnxFile(opened, resolve(folder, onnx), batch, { adapted, labels }) : undefined
  if (options.json) {
    const named = { ...(labels && { labels }), ...(names && { queries: names }), ...(file && { onnx: file }) }
    const plain = lossOf(problem).toTargets && outputs && { outputs: chunk(outputs, outputSize(problem)) }
    terminal.out(JSON.stringify({ losses: adapted.losses, predictions: predictions ?? null, ...plain, ...named }))
    return 0
  }
  for (const [step, loss] of adapted.losses.entries()) terminal.out(`loss before step ${step + 1}: ${loss.toPrecision(4)}`)
  for (const [index, values] of (predictions ?? []).entries()) {
    const shown = values.map((value) => value.toPrecision(4)).join(' ')
    const best = values.indexOf(Math.max(...values))
    const name = (labels ?? preparation?.labels)?.[best] ?? `class ${best}`
    const answer = problem.tasks.kind === 'classification' ? `  → ${name}` : ` ${preparation?.unit ?? ''}`.trimEnd()
    terminal.out(`${names?.[index] ?? `query ${index + 1}`}: ${shown}${answer}`)
  }
  if (file) terminal.out(showOnnxFile(file))
  else if (!predictions) terminal.out('to predict, add query examples; see assent adapt --help')
  return 0
}

/** What a model's outputs say of each target, in the user's units: of a mean and a variance the mean, which is what metrics judge. */
function toAnswers(problem: Problem, outputs: FloatArray): number[][] {
  const { toTargets } = lossOf(problem)
  const count = outputs.length / outputSize(problem)
  const targets = toTargets?.(outputs, count) ?? outputs
  return chunk(fromModel(problem.tasks.preparation?.targets, targets), targets.length / count)
}

function outputSize({ model }: Problem): number {
  return model.outputShape.reduce((product, length) => product * length, 1)
}

function chunk(values: ArrayLike<number>, size: number): number[][] {
  return Array.from({ length: values.length / size }, (_, index) =>
    Array.from({ length: size }, (_, i) => values[index * size + i] as number),
  )
}

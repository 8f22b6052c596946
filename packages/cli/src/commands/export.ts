// `assent export`: what was learned as one file for an app, with what the file itself is worth.

import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Evaluation, pairedDifference } from '@assent/core'
import { showDifference, showEstimate } from '@assent/core/tools'
import { type FilePrecision, thetaIn, writeModelFile } from '@assent/model-file'
import { processTerminal, type Terminal } from '../output/terminal.js'
import { evaluateRun } from '../run/evaluate-run.js'
import { showPath, writeWhole } from '../run/files.js'
import { type CheckpointSource, type OpenedCheckpoint, openCheckpoint } from '../run/open-checkpoint.js'
import { checkBatchFlag, refuseBeside, showOnnxFile, writeOnnxFile } from './export-onnx.js'

export interface ExportCommand extends Omit<CheckpointSource, 'checkpoint'> {
  /** The folder of a run, or a checkpoint. */
  readonly run: string
  readonly out?: string
  /** Whether it is an ONNX file, of θ as it is. */
  readonly onnx?: boolean
  /** Inputs that an ONNX file takes at once. */
  readonly batch?: number
  /** @defaultValue float32 */
  readonly precision?: FilePrecision
  readonly episodes?: number
  readonly innerSteps?: number
  /** Whether the file is judged. */
  readonly evaluate: boolean
  readonly json?: boolean
}

/** More lost than that is no smaller file of the same model: half a point of a share, or a hundredth of an error. */
const MOST_LOST = { points: 0.005, ofError: 0.01 }

/** Runs the command; returns the exit code. */
export async function exportCommand(options: ExportCommand): Promise<number> {
  const folder = process.cwd()
  const terminal = processTerminal(Boolean(options.json))
  const from = resolve(folder, options.run)
  const isFolder = statSync(from, { throwIfNoEntry: false })?.isDirectory() ?? false
  const checkpoint = isFolder ? join(from, 'checkpoint.safetensors') : from
  const place = (name: string) => resolve(folder, options.out ?? join(isFolder ? from : folder, name))
  const open = () => openCheckpoint({ ...options, checkpoint }, { folder, terminal })
  const { onnx, batch, precision, episodes, innerSteps } = options
  if (!onnx) {
    checkBatchFlag(batch, onnx)
    return exportModel(options, await open(), place('model.safetensors'), terminal)
  }
  refuseBeside('--onnx', { '--precision': precision, '--episodes': episodes, '--inner-steps': innerSteps })
  const file = writeOnnxFile(await open(), place('model.onnx'), batch)
  terminal.out(options.json ? JSON.stringify(file) : showOnnxFile(file))
  return 0
}

/** Writes what an app adapts, with what it is worth. */
async function exportModel(
  options: ExportCommand,
  { problem, recipe, theta }: OpenedCheckpoint,
  out: string,
  terminal: Terminal,
): Promise<number> {
  const { precision = 'float32' } = options
  const { episodes = recipe.evaluation.episodes, innerSteps = recipe.evaluation.innerSteps } = options
  const judge = (values: typeof theta) => evaluateRun(problem, { episodes, innerSteps }, values, terminal)
  const plain = writeModelFile(problem, theta, { precision, innerSteps })
  const evaluation = options.evaluate ? await judge(thetaIn(plain, problem)) : undefined
  const bytes = evaluation ? writeModelFile(problem, theta, { precision, innerSteps, evaluation }) : plain
  const before = evaluation && precision !== 'float32' ? await judge(theta) : undefined
  writeWhole(out, bytes)
  const change = evaluation && before && describeChange(before, evaluation, precision)
  if (options.json) {
    terminal.out(
      JSON.stringify({
        file: showPath(out),
        bytes: bytes.length,
        precision,
        innerSteps,
        evaluation: evaluation ?? null,
        change: change ?? null,
      }),
    )
    return 0
  }
  terminal.out(`${showPath(out)}: ${bytes.length} bytes, ${precision}, ${innerSteps} inner steps for a new task`)
  if (evaluation) terminal.out(`${evaluation.episodes} test episodes: ${evaluation.metric.title} ${showLast(evaluation)}`)
  if (change) terminal.out(change.text)
  return 0
}

/** What an app sees: one query at a time, where that makes a difference. */
function showLast({ metric, steps, oneByOne }: Evaluation): string {
  const score = oneByOne?.score ?? steps.at(-1)?.score
  return score ? showEstimate(metric, score) : 'none'
}

/** How far the file is from what was trained, on the same episodes. */
function describeChange(before: Evaluation, after: Evaluation, precision: FilePrecision) {
  const { metric } = before
  const difference = pairedDifference(after.scores, before.scores)
  const lost = metric.better === 'higher' ? -difference.mean : difference.mean
  const mean = before.scores.reduce((sum, score) => sum + score, 0) / before.scores.length
  const recommended = lost <= (metric.percent ? MOST_LOST.points : MOST_LOST.ofError * Math.abs(mean))
  const limit = metric.percent ? 'half a point' : 'a hundredth of the error'
  const verdict = recommended ? '' : `; more than ${limit}: not recommended, use --precision float16 or float32`
  return {
    difference,
    recommended,
    text: `against float32, on the same episodes: ${showDifference(metric, difference)}${verdict}`,
    precision,
  }
}

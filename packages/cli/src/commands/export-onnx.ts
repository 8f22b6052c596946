// `assent export --onnx` and `assent adapt --onnx`: what was learned for runtimes that know nothing of Assent.

import { type AdaptedModel, fail } from '@assent/core'
import { describe } from '@assent/core/tools'
import { writeAdaptedOnnx, writeOnnx } from '@assent/onnx'
import { showPath, writeWhole } from '../run/files.js'
import type { OpenedCheckpoint } from '../run/open-checkpoint.js'
import { versionOf } from '../run/version.js'

/** A model that learned a task, and the task's own classes if their names are known. */
interface LearnedTask {
  readonly adapted: AdaptedModel
  readonly labels: readonly string[] | undefined
}

export interface OnnxFile {
  readonly file: string
  readonly bytes: number
  /** Inputs that it takes at once. */
  readonly batch: number
  /** Of the adapted model that it holds; 0 for the initialization. */
  readonly innerSteps: number
}

/** Options that belong to a file of another kind; one that is given would do nothing. */
export function refuseBeside(flag: string, given: { readonly [option: string]: unknown }): void {
  const [option] = Object.entries(given).find(([, value]) => value !== undefined) ?? []
  if (option !== undefined) fail(option, `none beside ${flag}`, 'one', `leave out ${option} or ${flag}`)
}

/** Refuses a number of inputs for a file that takes any. */
export function checkBatchFlag(batch: number | undefined, onnx: unknown): void {
  if (batch !== undefined && !onnx) fail('--batch', '--onnx beside it', 'none', 'add --onnx, or leave out --batch')
}

/** Writes θ, or what it became on one task, to `path`. */
export function writeOnnxFile(
  { problem, theta, step, run }: OpenedCheckpoint,
  path: string,
  batch = 1,
  task?: LearnedTask,
): OnnxFile {
  const innerSteps = task?.adapted.losses.length ?? 0
  const tasks = JSON.stringify(describe(problem.tasks))
  const metadata = { run, tasks, metaSteps: `${step}`, innerSteps: `${innerSteps}`, version: versionOf('@assent/cli') }
  const options = { batch, metadata, labels: task?.labels }
  const bytes = task ? writeAdaptedOnnx(problem, task.adapted, options) : writeOnnx(problem, theta, options)
  writeWhole(path, bytes)
  return { file: showPath(path), bytes: bytes.length, batch, innerSteps }
}

export function showOnnxFile({ file, bytes, batch, innerSteps }: OnnxFile): string {
  const what = innerSteps === 0 ? 'θ before any inner step' : `the model after ${innerSteps} inner steps`
  return `${file}: ${bytes} bytes, ONNX, ${what}, ${batch === 1 ? 'one input' : `${batch} inputs`} at once`
}

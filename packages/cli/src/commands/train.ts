// `assent train`: one run, then its evaluation.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { describeExperiment, type Evaluation, type Experiment, type SkippedTask } from '@assent/core'
import { chooseExecutor, type ExecutorOptions, executorWords } from '../config/choose-executor.js'
import { composeRun } from '../config/compose.js'
import { foreignWords, type Overrides } from '../config/flags.js'
import { type Loaded, loadRecipe, type Source } from '../config/load.js'
import { override } from '../config/override.js'
import { withStartHash } from '../config/start.js'
import { allKinds } from '../config/tables.js'
import { repeatCommand, showCommand } from '../output/command-text.js'
import { renderEvaluation } from '../output/table.js'
import { processTerminal } from '../output/terminal.js'
import { evaluationFile } from '../records/evaluation-record.js'
import { identityOf } from '../records/identity.js'
import { writeRecord } from '../records/record.js'
import { isPlain, readRunRecord, recipeOf, sourceWords } from '../records/run-record.js'
import { evaluateRun } from '../run/evaluate-run.js'
import { showPath, toFileName } from '../run/files.js'
import { STOPPED, withInterrupt } from '../run/interrupt.js'
import { bestFile } from '../run/keep-best.js'
import { showOddities } from '../run/log.js'
import { checkpointFile } from '../run/run-folder.js'
import { trainRun } from '../run/train-run.js'

export interface TrainCommand extends Overrides, ExecutorOptions, Omit<Source, 'folder'> {
  readonly out?: string
  /** `true`: the folder that --out or the defaults name. */
  readonly resume?: boolean | string
  readonly evaluate: boolean
  readonly json?: boolean
  /** The command line itself. */
  readonly words: readonly string[]
}

/** Runs the command; returns the exit code. */
export async function trainCommand(options: TrainCommand): Promise<number> {
  const folder = process.cwd()
  const terminal = processTerminal(Boolean(options.json))
  const resumed = typeof options.resume === 'string' ? options.resume : undefined
  const { recipe: base, config } = await openExperiment(options, folder, resumed)
  const recipe = withStartHash(override(base, options), folder)
  const run = await composeRun(recipe, { folder, terminal })
  const name = runName(options.preset ?? run.tasks.name, run)
  const out = resolve(folder, resumed ?? options.out ?? `runs/${name}`)
  const { learner, weighting, tasks, backend } = run
  terminal.note(`training ${learner.name} with ${weighting.name} on ${tasks.name} (${backend.name}), into ${showPath(out)}`)
  if (tasks.skipped && tasks.skipped.length > 0) terminal.note(showSkipped(tasks.skipped))
  const executor = await chooseExecutor(options, recipe, { folder, terminal })
  const { state, log, oddities, finished } = await withInterrupt(terminal.note, (interrupt) =>
    trainRun({
      recipe,
      changes: options,
      run,
      folder: out,
      resume: Boolean(options.resume),
      terminal,
      interrupt,
      words: options.words,
      executor,
    }),
  )
  const odd = showOddities(oddities)
  if (odd) terminal.note(odd)
  const checkpoint = showPath(checkpointFile(out))
  const report = { checkpoint, step: state.step, steps: run.metaSteps, finished, last: log.at(-1) ?? null, ...oddities }
  if (!finished) {
    const withExecutor = executorWords(options)
    const again = isPlain(recipe)
      ? showCommand(['train', '--resume', showPath(out), ...foreignWords(recipe, ...allKinds), ...withExecutor])
      : repeatCommand(options.words, '--out', showPath(out), '--resume')
    terminal.note(`stopped after ${state.step} of ${run.metaSteps} steps, saved; go on with: ${again}`)
    if (options.json) terminal.out(JSON.stringify({ ...report, evaluation: null }))
    return STOPPED
  }
  const evaluation = options.evaluate ? await evaluateRun(run, recipe.evaluation, state.parameters, terminal) : undefined
  const of = { run: identityOf(describeExperiment(run)), step: state.step }
  if (evaluation) writeRecord(evaluationFile(out), { ...of, ...evaluation })
  if (options.json) terminal.out(JSON.stringify({ ...report, evaluation: evaluation ?? null }))
  else terminal.out(showResult(out, evaluation, options, sourceWords(recipe, config)))
  return 0
}

/** The first few by name: a table may have thousands that are too small. */
function showSkipped(skipped: readonly SkippedTask[]): string {
  const named = skipped.slice(0, 5).map(({ name, reason }) => `${name} (${reason})`)
  const others = skipped.length > named.length ? `, and ${skipped.length - named.length} others` : ''
  return `left out ${skipped.length} of the tasks: ${named.join(', ')}${others}`
}

/** What is trained: as the user says, or as the record of the run that goes on. */
async function openExperiment({ preset, config }: TrainCommand, folder: string, resumed: string | undefined): Promise<Loaded> {
  if (resumed === undefined || preset !== undefined || config !== undefined) return loadRecipe({ preset, config, folder })
  const run = resolve(folder, resumed)
  return { recipe: recipeOf(run, readRunRecord(run)), config: undefined }
}

/** The folder of a run unless given: what it is of, the learner unless that says so already, weighting and seed. */
function runName(of: string, { learner, weighting, seed }: Experiment): string {
  return toFileName([of, ...(of.endsWith(`-${learner.name}`) ? [] : [learner.name]), weighting.name, `s${seed}`].join('-'))
}

function showResult(
  folder: string,
  evaluation: Evaluation | undefined,
  { preset, data, cache }: TrainCommand,
  source: readonly string[],
): string {
  const checkpoint = showPath(checkpointFile(folder))
  const options = (given: { readonly [name: string]: string | undefined }) =>
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]))
  const judge = ['evaluate', '--checkpoint', checkpoint, ...source, ...options({ split: evaluation && 'validation' })]
  const next = [
    showCommand(judge),
    `${showCommand(['report', showPath(folder), ...source])}    (curves, votes and samples on one page)`,
    ...(preset === undefined
      ? []
      : [`${showCommand(['compare', '--preset', preset, ...options({ data, cache })])}    (uniform against gradientAgreement)`]),
  ]
  return [
    ...(evaluation ? ['', renderEvaluation(evaluation)] : []),
    '',
    `checkpoint: ${checkpoint}`,
    ...(existsSync(bestFile(folder)) ? [`best:       ${showPath(bestFile(folder))}`] : []),
    ...next.map((line, index) => `${index === 0 ? 'next:      ' : '           '} ${line}`),
  ].join('\n')
}

// Judges the cells of a comparison: validation tasks choose each method's outer rate, and only the chosen one meets test tasks.

import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { AssentError, describeExperiment, type Evaluation, save } from '@assent/core'
import { summarize } from '@assent/core/tools'
import type * as z from 'zod'
import type { Terminal } from '../output/terminal.js'
import type { Trial } from '../records/comparison-record.js'
import { type Judgment, judgmentFile, judgmentSchema } from '../records/evaluation-record.js'
import { identityOf } from '../records/identity.js'
import { readRecord, writeRecord } from '../records/record.js'
import { EVALUATION_SEED, evaluateRun } from '../run/evaluate-run.js'
import { versionOf } from '../run/version.js'
import { cellName, methodName } from './grid.js'
import type { Trained } from './train-cells.js'

/** A method's cells at the rate that validation tasks prefer, one per seed; none when every rate diverged. */
export interface Chosen {
  readonly name: string
  readonly trials: readonly Trial[]
  readonly cells: readonly Trained[]
}

/** A method at its best rate with its test results. */
export interface Judged extends Chosen {
  readonly cells: readonly (Trained & { readonly test: Judgment })[]
}

/** Chooses every method's rate on validation tasks. */
export async function chooseRates(trained: readonly Trained[], terminal: Terminal): Promise<Chosen[]> {
  const chosen: Chosen[] = []
  for (const [name, cells] of groupBy(trained, ({ cell }) => methodName(cell))) {
    const { trials, best } = await chooseRate(cells, terminal)
    chosen.push({ name, trials, cells: best })
  }
  return chosen
}

/** Judges every method on test tasks. */
export async function judgeMethods(chosen: readonly Chosen[], terminal: Terminal): Promise<Judged[]> {
  const judged: Judged[] = []
  for (const method of chosen) {
    const cells = []
    for (const cell of method.cells) cells.push({ ...cell, test: await judgeCell(cell, 'test', terminal) })
    judged.push({ ...method, cells })
  }
  return judged
}

/** The cells of the rate that validation tasks prefer. A rate at which any seed diverged is out. */
async function chooseRate(cells: readonly Trained[], terminal: Terminal): Promise<{ trials: Trial[]; best: readonly Trained[] }> {
  const rates = [...groupBy(cells, ({ cell }) => cell.outerRate).values()]
  const tried: { trial: Trial; ofRate: readonly Trained[] }[] = []
  for (const ofRate of rates) {
    const outerRate = ofRate[0]?.cell.outerRate
    const diverged = ofRate.find((cell) => cell.diverged !== undefined)?.diverged
    const judged = diverged === undefined && rates.length > 1 ? await judgeSeeds(ofRate, terminal) : { divergedTasks: 0 }
    tried.push({ trial: { outerRate, ...judged, diverged }, ofRate })
  }
  const alive = tried.filter(({ trial }) => trial.diverged === undefined)
  const sign = cells[0]?.run.tasks.metric.better === 'higher' ? -1 : 1
  const quality = ({ trial }: (typeof tried)[number]) => sign * (trial.validation?.mean ?? 0)
  // Scores are over the tasks that did not diverge: a rate is not better for losing the hard ones.
  const [best] = alive.sort((a, b) => a.trial.divergedTasks - b.trial.divergedTasks || quality(a) - quality(b))
  return { trials: tried.map(({ trial }) => trial), best: best?.ofRate ?? [] }
}

async function judgeSeeds(cells: readonly Trained[], terminal: Terminal): Promise<Pick<Trial, 'validation' | 'divergedTasks'>> {
  const evaluations = []
  for (const cell of cells) evaluations.push(await judgeCell(cell, 'validation', terminal))
  const scores = overSeeds(evaluations)
  return { validation: summarize((evaluations[0] as Judgment).metric, scores), divergedTasks: countDiverged(scores) }
}

/** Episodes without a score. */
export function countDiverged(scores: readonly number[]): number {
  return scores.filter((score) => !Number.isFinite(score)).length
}

/** Each episode's score, averaged over seeds: the unit that intervals are taken over. NaN where a seed diverged. */
export function overSeeds(evaluations: readonly Judgment[]): number[] {
  const [first] = evaluations as [Judgment]
  return first.scores.map(
    (_, episode) => evaluations.reduce((sum, { scores }) => sum + Number(scores[episode]), 0) / evaluations.length,
  )
}

/** An evaluation of a trained cell; read back when the same one was made before. */
export async function judgeCell(
  { cell, run, recipe, folder, result }: Trained,
  split: Evaluation['split'],
  terminal: Terminal,
): Promise<Judgment> {
  const { state } = result as NonNullable<Trained['result']>
  const of = {
    version: versionOf('@assent/cli'),
    run: identityOf(describeExperiment(run)),
    checkpoint: createHash('sha256').update(save(run, state)).digest('hex'),
    split,
    seed: EVALUATION_SEED,
    ...recipe.evaluation,
  }
  const file = judgmentFile(folder, split)
  const known = existsSync(file) ? readJudgment(file, terminal) : undefined
  if (known && isDeepStrictEqual(known.of, of)) return known.evaluation
  terminal.note(`judging ${cellName(cell)} on ${split} tasks`)
  writeRecord(file, { of, evaluation: await evaluateRun(run, recipe.evaluation, state.parameters, terminal, split) })
  return readRecord(file, judgmentSchema).evaluation
}

/** Undefined when the file was changed: what it held is found out again. */
function readJudgment(file: string, terminal: Terminal): z.output<typeof judgmentSchema> | undefined {
  try {
    return readRecord(file, judgmentSchema)
  } catch (error) {
    if (!(error instanceof AssentError) || error.kind !== 'damaged') throw error
    terminal.note(`${error.message}: judged anew`)
    return undefined
  }
}

function groupBy<Key, Value>(values: readonly Value[], keyOf: (value: Value) => Key): Map<Key, Value[]> {
  const groups = new Map<Key, Value[]>()
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value])
  return groups
}

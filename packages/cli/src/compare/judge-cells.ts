// Judges the cells of a comparison: validation tasks choose each method's outer rate, and only the chosen one meets test tasks.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Estimate, type Evaluation, save } from '@assent/core'
import { summarize } from '@assent/core/tools'
import type { Terminal } from '../output/terminal.js'
import { EVALUATION_SEED, evaluateRun } from '../run/evaluate-run.js'
import { writeWhole } from '../run/files.js'
import { versionOf } from '../run/run-folder.js'
import { cellName, methodName } from './grid.js'
import { type Trained, unlessDiverged } from './train-cells.js'

/** An outer rate that was tried, and how it did on validation tasks over all seeds. */
export interface Trial {
  readonly outerRate: number | undefined
  readonly validation: Estimate | undefined
  readonly diverged: string | undefined
}

/** A method's cells at its best rate, one per seed, with their test results; none when every rate diverged. */
export interface Judged {
  readonly name: string
  readonly trials: readonly Trial[]
  readonly cells: readonly (Trained & { readonly test: Evaluation })[]
}

/** Judges every method of a comparison. */
export async function judgeMethods(trained: readonly Trained[], terminal: Terminal): Promise<Judged[]> {
  const judged: Judged[] = []
  for (const [name, cells] of groupBy(trained, ({ cell }) => methodName(cell))) {
    const { trials, best } = await chooseRate(cells, terminal)
    const tests = await unlessDiverged(async () => {
      const results = []
      for (const cell of best) results.push({ ...cell, test: await judge(cell, 'test', terminal) })
      return results
    })
    if (tests.diverged !== undefined) terminal.note(tests.diverged)
    judged.push({ name, trials, cells: tests.result ?? [] })
  }
  return judged
}

/** The cells of the rate that validation tasks prefer. A rate at which any seed diverged is out. */
async function chooseRate(cells: readonly Trained[], terminal: Terminal): Promise<{ trials: Trial[]; best: readonly Trained[] }> {
  const rates = [...groupBy(cells, ({ cell }) => cell.outerRate).values()]
  const tried: { trial: Trial; ofRate: readonly Trained[] }[] = []
  for (const ofRate of rates) {
    const outerRate = ofRate[0]?.cell.outerRate
    const failed = ofRate.find(({ diverged }) => diverged !== undefined)?.diverged
    const { result, diverged } =
      failed === undefined && rates.length > 1
        ? await unlessDiverged(() => judgeSeeds(ofRate, terminal))
        : { result: undefined, diverged: failed }
    tried.push({ trial: { outerRate, validation: result, diverged }, ofRate })
  }
  const alive = tried.filter(({ trial }) => trial.diverged === undefined)
  const sign = cells[0]?.run.tasks.metric.better === 'higher' ? -1 : 1
  const quality = ({ trial }: (typeof tried)[number]) => sign * (trial.validation?.mean ?? 0)
  const [best] = alive.sort((a, b) => quality(a) - quality(b))
  return { trials: tried.map(({ trial }) => trial), best: best?.ofRate ?? [] }
}

async function judgeSeeds(cells: readonly Trained[], terminal: Terminal): Promise<Estimate> {
  const evaluations = []
  for (const cell of cells) evaluations.push(await judge(cell, 'validation', terminal))
  return summarize((evaluations[0] as Evaluation).metric, overSeeds(evaluations))
}

/** Each episode's score, averaged over seeds: the unit that intervals are taken over. */
export function overSeeds(evaluations: readonly Evaluation[]): number[] {
  const [first] = evaluations as [Evaluation]
  return first.scores.map(
    (_, episode) => evaluations.reduce((sum, { scores }) => sum + (scores[episode] as number), 0) / evaluations.length,
  )
}

/** An evaluation of a trained cell; read back when the same one was made before. */
async function judge(
  { cell, run, recipe, folder, result }: Trained,
  split: Evaluation['split'],
  terminal: Terminal,
): Promise<Evaluation> {
  const { state } = result as NonNullable<Trained['result']>
  const checkpoint = createHash('sha256').update(save(run, state)).digest('hex')
  const of = { version: versionOf('@assent/cli'), checkpoint, split, seed: EVALUATION_SEED, ...recipe.evaluation }
  const file = join(folder, `${split}.json`)
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { of: object; evaluation: Evaluation }) : undefined
  if (known && JSON.stringify(known.of) === JSON.stringify(of)) return known.evaluation
  terminal.note(`judging ${cellName(cell)} on ${split} tasks`)
  const evaluation = await evaluateRun(run, recipe.evaluation, state.parameters, terminal, split)
  writeWhole(file, `${JSON.stringify({ of, evaluation })}\n`)
  return evaluation
}

function groupBy<Key, Value>(values: readonly Value[], keyOf: (value: Value) => Key): Map<Key, Value[]> {
  const groups = new Map<Key, Value[]>()
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value])
  return groups
}

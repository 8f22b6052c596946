// The best parameters of a training, by validation tasks: best.safetensors beside the last checkpoint, and how good they were.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Experiment, fail, save, type TrainingState } from '@assent/core'
import { metricOf } from '@assent/core/tools'
import * as z from 'zod'
import type { Recipe } from '../config/recipe.js'
import type { Terminal } from '../output/terminal.js'
import { readRecord, writeRecord } from '../records/record.js'
import { evaluateRun } from './evaluate-run.js'
import { showPath, writeWhole } from './files.js'

/** Few, as they are judged again and again. */
const EPISODES = 100

/** Without a score as long as some validation tasks diverged each time. */
const schema = z.object({ run: z.string(), step: z.number().int(), score: z.number().nullable(), episodes: z.number().int() })

export const bestFile = (folder: string): string => join(folder, 'best.safetensors')
export const bestRecordFile = (folder: string): string => join(folder, 'best.json')

/** Judges the parameters where it is time, and keeps them when they are better than all before. */
export interface BestKeeper {
  see(state: TrainingState): Promise<void>
}

/**
 * Goes on from what a folder has kept. The same steps give the same scores, so what is found is the same after an interruption.
 *
 * @param begun meta-steps that were done before
 * @throws AssentError when the record of the best is gone, was changed, or is of another run
 */
export function keepBest(
  folder: string,
  { every, ids, begun }: { readonly every: number; readonly ids: readonly string[]; readonly begun: number },
  { run, recipe, terminal }: { readonly run: Experiment; readonly recipe: Recipe; readonly terminal: Terminal },
): BestKeeper {
  const file = bestRecordFile(folder)
  let best = begun >= every || existsSync(file) ? readRecord(file, schema) : undefined
  if (best && !ids.includes(best.run)) {
    fail(
      showPath(file),
      `the best of run ${ids[0]}`,
      `that of run ${best.run}`,
      'keep what belongs together in one folder',
      'damaged',
    )
  }
  const sign = metricOf(run).better === 'higher' ? 1 : -1
  return {
    see: async (state) => {
      if (state.step % every !== 0) return
      const options = { episodes: EPISODES, innerSteps: recipe.evaluation.innerSteps }
      const { steps } = await evaluateRun(run, options, state.parameters, terminal, 'validation')
      const last = steps.at(-1)
      // Scores are over the tasks that did not diverge: parameters at which some do are not kept.
      const score = last && last.diverged === 0 ? last.score.mean : null
      const before = best?.score ?? null
      if (best && (score === null || (before !== null && sign * score <= sign * before))) return
      best = { run: ids[0] ?? '', step: score === null ? 0 : state.step, score, episodes: EPISODES }
      if (score !== null) writeWhole(bestFile(folder), save(run, state))
      writeRecord(file, best)
    },
  }
}

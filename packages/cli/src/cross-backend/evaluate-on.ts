// One checkpoint judged on several backends: on the same episodes, so that scores are compared one by one.

import type { Evaluation } from '@assent/core'
import { showEstimate } from '@assent/core/tools'
import { renderTable } from '../output/table.js'

/** An evaluation, and how long it took in ms. */
export interface EvaluatedOn {
  readonly backend: string
  readonly evaluation: Evaluation
  readonly milliseconds: number
}

/** How far two evaluations of the same episodes are apart after the last inner step; of mean squares for error metrics. */
export interface Apart {
  readonly mean: number
  /** In the episode where they differ most. */
  readonly largest: number
}

export function apart(found: Evaluation, expected: Evaluation): Apart {
  const differences = found.scores.map((score, episode) => score - Number(expected.scores[episode]))
  return {
    mean: Math.abs(differences.reduce((sum, difference) => sum + difference, 0)) / differences.length,
    largest: Math.max(...differences.map(Math.abs)),
  }
}

/** A row per backend; distances are from the first. */
export function renderEvaluatedOn(all: readonly EvaluatedOn[]): string {
  const [{ backend: first, evaluation: expected }] = all as [EvaluatedOn]
  const { metric, split, episodes, steps } = expected
  const after = steps.length - 1
  const rows = all.map(({ backend, evaluation, milliseconds }) => {
    const { mean, largest } = apart(evaluation, expected)
    const score = evaluation.steps[after]?.score as Evaluation['steps'][number]['score']
    const distances = backend === first ? ['', ''] : [mean.toExponential(1), largest.toExponential(1)]
    return [backend, showEstimate(metric, score), ...distances, `${(milliseconds / episodes).toFixed(1)} ms`]
  })
  const squares = metric.name === 'rootMeanSquaredError' ? ', in mean squares' : ''
  return [
    `${metric.title} after ${after} inner step${after === 1 ? '' : 's'} on the same ${episodes} ${split} episodes${squares}`,
    renderTable(['', 'score', `from ${first}`, 'in one episode at most', 'an episode takes'], rows),
  ].join('\n')
}

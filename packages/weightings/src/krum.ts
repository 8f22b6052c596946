// Tasks whose updates lie closest to those of the others: Blanchard, El Mhamdi, Guerraoui and Stainer, "Machine Learning
// with Adversaries: Byzantine Tolerant Gradient Descent" (2017).

import { checkOptions, defineWeighting, fail, type WeightingOf } from '@assent/core'
import { degenerate } from './degenerate.js'
import type { Matrix } from './linear-algebra.js'

/** How many tasks are not to be trusted. */
export interface KrumOptions {
  /** How many tasks of a meta-batch may be bad, f, from 0. */
  readonly byzantine: number
}

/** How many tasks are not to be trusted, and how many are chosen. */
export interface MultiKrumOptions extends KrumOptions {
  /** How many tasks are chosen, m, from 1. */
  readonly selected: number
}

/**
 * All weight for the task with the smallest `Σⱼ ‖gᵢ − gⱼ‖²` over its `n − f − 2` nearest others. Uniform and flagged for
 * fewer than `f + 3` tasks, or where the chosen one proposes nothing.
 *
 * Costs the Gram matrix, and n² log n operations.
 *
 * @throws AssentError when f is no whole number from 0
 */
export function krum(options: KrumOptions): WeightingOf<'gram'> {
  checkOptions('krum', options, ['byzantine'])
  const { byzantine } = options
  return nearest('krum', { byzantine }, 1)
}

/**
 * `1/m` for each of the m tasks with the smallest `Σⱼ ‖gᵢ − gⱼ‖²` over their `n − f − 2` nearest others. Uniform and flagged
 * for fewer than `f + 3` tasks, or fewer than m, or where the chosen ones propose nothing.
 *
 * Costs the Gram matrix, and n² log n operations.
 *
 * @throws AssentError when f is no whole number from 0, or m from 1
 */
export function multiKrum(options: MultiKrumOptions): WeightingOf<'gram'> {
  checkOptions('multiKrum', options, ['byzantine', 'selected'])
  const { byzantine, selected } = options
  checkCount('multiKrum.selected', selected, 1)
  return nearest('multiKrum', { byzantine, selected }, selected)
}

function nearest(name: string, settings: { byzantine: number; selected?: number }, selected: number): WeightingOf<'gram'> {
  const { byzantine } = settings
  checkCount(`${name}.byzantine`, byzantine, 0)
  return defineWeighting({
    name,
    settings,
    needs: 'gram',
    weigh: ({ gram, squaredNorms, tasks }) => {
      if (tasks < byzantine + 3 || tasks < selected) return degenerate(tasks, `too few tasks for ${name}`)
      const scores = gram.map((_, i) => closeness(gram, i, tasks - byzantine - 2))
      const order = [...scores.keys()].sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0))
      const chosen = new Set(order.slice(0, selected))
      if ([...chosen].every((task) => squaredNorms[task] === 0))
        return degenerate(tasks, 'the tasks that lie closest propose nothing')
      return scores.map((_, i) => (chosen.has(i) ? 1 / selected : 0))
    },
  })
}

/** The sum of the squared distances to the `count` nearest others. */
function closeness(gram: Matrix, task: number, count: number): number {
  const own = gram[task] ?? []
  const squares = gram.map((row, j) => Math.max((own[task] ?? 0) + (row[j] ?? 0) - 2 * (own[j] ?? 0), 0))
  const others = squares.filter((_, j) => j !== task).sort((a, b) => a - b)
  return others.slice(0, count).reduce((sum, square) => sum + square, 0)
}

function checkCount(where: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    fail(where, `a whole number of at least ${least}`, `${value}`, 'see what the rule asks of the number of tasks')
  }
}

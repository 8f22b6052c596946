// How far tasks agree: the numbers that a weighting asks for, over the tasks whose proposals are finite.

import type { Rows } from '@assent/autodiff'
import type { Proposals } from './executor.js'
import type { AgreementByNeed, GramAgreement, LossAgreement, Need } from './weighting.js'

/** A task that is left out of a step. */
export interface ScreenedTask {
  readonly task: string
  readonly reason: string
}

/** Which tasks of a meta-batch may vote: one bad proposal must not poison the others. */
export async function screen(
  { supportLosses, queryLosses, updates, displacements }: Proposals,
  ids: readonly string[],
): Promise<{ healthy: number[]; screened: ScreenedTask[]; squaredNorms: Float64Array }> {
  const updateNorms = await updates.squaredNorms()
  const squaredNorms = displacements === updates ? updateNorms : await displacements.squaredNorms()
  const healthy: number[] = []
  const screened: ScreenedTask[] = []
  for (const [i, task] of ids.entries()) {
    const checks = { supportLoss: supportLosses[i], queryLoss: queryLosses[i], update: updateNorms[i], displacement: squaredNorms[i] }
    const bad = Object.entries(checks).find(([, value]) => !Number.isFinite(value))
    if (bad) screened.push({ task, reason: `${bad[0]} is not finite` })
    else healthy.push(i)
  }
  return { healthy, screened, squaredNorms }
}

/**
 * What a weighting with this need may see. Scores are defined by the sum vector, `sᵢ = dᵢ · Σⱼ dⱼ`, not by the rows of
 * the Gram matrix: the two differ in the last bits, and only the first can be computed in parts.
 */
export async function measureAgreement<N extends Need>(
  need: N,
  losses: LossAgreement,
  rows: Rows,
  healthy: readonly number[],
  squaredNorms: ArrayLike<number>,
): Promise<AgreementByNeed[N]> {
  const agreement: { -readonly [K in keyof GramAgreement]?: GramAgreement[K] } = { ...losses }
  const ofHealthy = (values: ArrayLike<number>) => healthy.map((i) => values[i] as number)
  if (need !== 'losses') {
    const votes = new Float64Array(rows.tasks)
    for (const i of healthy) votes[i] = 1
    agreement.scores = ofHealthy(await rows.dots(await rows.combine(votes)))
    agreement.squaredNorms = ofHealthy(squaredNorms)
  }
  if (need === 'gram') {
    const gram = await rows.gram()
    agreement.gram = healthy.map((i) => ofHealthy(gram.subarray(i * rows.tasks, (i + 1) * rows.tasks)))
  }
  return agreement as AgreementByNeed[N]
}

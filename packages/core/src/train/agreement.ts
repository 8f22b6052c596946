// How far the voters agree: the numbers that a weighting asks for.

import type { AgreementByNeed, GramAgreement, Need } from '../contracts/weighting.js'
import type { Rng } from '../rng.js'
import type { Ballot } from './ballot.js'

/**
 * What a weighting with this need may see. Scores are defined by the sum vector, `sᵢ = dᵢ · Σⱼ dⱼ`, not by the rows of
 * the Gram matrix: the two differ in the last bits, and only the first can be computed in parts.
 */
export async function measureAgreement<N extends Need>(
  need: N,
  ballot: Ballot,
  step: number,
  rng: Rng,
): Promise<AgreementByNeed[N]> {
  const { tasks, supportLosses, queryLosses, squaredNorms } = ballot
  const agreement: { -readonly [K in keyof GramAgreement]?: GramAgreement[K] } = {
    tasks: tasks.length,
    step,
    rng,
    supportLosses,
    queryLosses,
  }
  if (need !== 'losses') {
    agreement.scores = await ballot.scores()
    agreement.squaredNorms = squaredNorms
  }
  if (need === 'gram') agreement.gram = await measureGram(ballot)
  return agreement as AgreementByNeed[N]
}

/** `dᵢ · dⱼ` of the voters. */
export async function measureGram({ compared, places }: Ballot): Promise<number[][]> {
  const gram = await compared.gram()
  return places.map((i) => places.map((j) => gram[i * compared.tasks + j] as number))
}

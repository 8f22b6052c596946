// Who votes in a meta-step: the tasks whose losses and proposals are finite. One bad proposal must not poison
// the others.

import { type FloatArray, fail, type Rows } from '@assent/autodiff'
import type { Assignment, Proposals } from '../contracts/executor.js'
import type { AgreeOn, Need, Weights } from '../contracts/weighting.js'

/** A task that is left out of a step. */
export interface ScreenedTask {
  readonly task: string
  /** What of it was not finite, in words. */
  readonly reason: string
}

/** The tasks that vote, and what they propose. Arrays are over the voters, in the order of the meta-batch. */
export interface Ballot {
  readonly tasks: readonly string[]
  readonly supportLosses: readonly number[]
  readonly queryLosses: readonly number[]
  /** The rows that the weighting compares; `places` says which of them are the voters'. */
  readonly compared: Rows
  readonly places: readonly number[]
  /** `‖dᵢ‖²` of the compared rows. */
  readonly squaredNorms: readonly number[]
  readonly screened: readonly ScreenedTask[]
  /** `dᵢ · Σⱼ dⱼ` over the voters. */
  scores(): Promise<readonly number[]>
  /** `Σ wᵢ gᵢ` over the voters. Valid until the next call. */
  combine(weights: Weights): Promise<FloatArray>
}

/**
 * Screens a meta-batch. For a weighting that needs scores, those of all tasks come with the norms, in one pass: they hold
 * unless a task is left out.
 *
 * @throws AssentError when no task is finite
 */
export async function screen(
  where: string,
  { needs, agreeOn }: { readonly needs: Need; readonly agreeOn: AgreeOn },
  { supportLosses, queryLosses, updates, displacements }: Proposals,
  assignments: readonly Assignment[],
): Promise<Ballot> {
  const [compared, others] = agreeOn === 'displacement' ? [displacements, updates] : [updates, displacements]
  const all = needs === 'losses' ? undefined : await compared.scores(assignments.map(() => 1))
  const squaredNorms = all?.squaredNorms ?? (await compared.squaredNorms())
  const otherNorms = others === compared ? squaredNorms : await others.squaredNorms()
  const reasons = assignments.map((_, i) => {
    const values = {
      'support loss': supportLosses,
      'query loss': queryLosses,
      update: others === updates ? otherNorms : squaredNorms,
      displacement: others === updates ? squaredNorms : otherNorms,
    }
    return Object.entries(values).find(([, ofTasks]) => !Number.isFinite(ofTasks[i]))?.[0]
  })
  const ids = assignments.map(({ episode }) => episode.id)
  const screened = reasons.flatMap((reason, i) =>
    reason ? [{ task: ids[i] as string, reason: `its ${reason} is not finite` }] : [],
  )
  const places = [...reasons.keys()].filter((i) => reasons[i] === undefined)
  if (places.length === 0) stopDiverged(where, screened)
  const ofVoters = <Value>(values: ArrayLike<Value>) => places.map((i) => values[i] as Value)
  return {
    tasks: ofVoters(ids),
    supportLosses: ofVoters(supportLosses),
    queryLosses: ofVoters(queryLosses),
    compared,
    places,
    squaredNorms: ofVoters(squaredNorms),
    screened,
    scores: async () => {
      if (all && screened.length === 0) return Array.from(all.scores)
      const present = atPlaces(
        places.map(() => 1),
        places,
        ids.length,
      )
      return ofVoters((await compared.scores(present)).scores)
    },
    combine: (weights) => updates.combine(atPlaces(weights, places, ids.length)),
  }
}

/** The voters' values at their own places in the meta-batch, 0 at all others. */
function atPlaces(values: readonly number[], places: readonly number[], length: number): Float64Array {
  const spread = new Float64Array(length)
  for (const [voter, place] of places.entries()) spread[place] = values[voter] as number
  return spread
}

function stopDiverged(where: string, screened: readonly ScreenedTask[]): never {
  const reasons = screened
    .slice(0, 3)
    .map(({ task, reason }) => `${task}: ${reason}`)
    .join('; ')
  fail(
    where,
    'at least one task with finite values',
    `none of ${screened.length} (${reasons})`,
    'lower the inner or outer rate, or resume from an earlier checkpoint',
    'diverged',
  )
}

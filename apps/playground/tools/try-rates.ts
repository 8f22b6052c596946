// Trains as the page does, at several rates.

import { AssentError } from '@assent/autodiff'
import { simd } from '@assent/backend-simd'
import { evaluate, initialState, metaTrain } from '@assent/core'
import { type RuleName, ruleNames } from '../src/engine/rules.js'
import { type SpoilName, seated } from '../src/engine/seats.js'
import { experimentOf, type LearnerName } from '../src/engine/setup.js'

const grids = {
  reptile: [0.0625, 0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128],
  maml: [0.001953125, 0.00390625, 0.0078125, 0.015625, 0.03125, 0.0625, 0.125, 0.25, 0.5, 1, 2, 4, 8],
} as const satisfies Record<LearnerName, readonly number[]>

const seats: Record<'good' | 'outliers', readonly SpoilName[]> = {
  good: Array.from({ length: 25 }, () => 'good'),
  outliers: Array.from({ length: 25 }, (_, seat) => (seat === 7 ? 'times10' : 'good')),
}

const settings = { metaSteps: 1000, seed: 1 }
const judged = { split: 'validation', episodes: 200, seed: 5 } as const

const backend = await simd()

/** The error on validation tasks after a training, or null where it diverges. */
async function errorAt(learner: LearnerName, kind: keyof typeof seats, rule: RuleName, rate: number): Promise<number | null> {
  const experiment = experimentOf({ learner, rule, rate, seats: seats[kind], ...settings }, backend)
  const state = initialState(experiment)
  try {
    for await (const _ of metaTrain(experiment, { state, executor: seated(seats[kind], settings.seed) }));
    const { steps } = await evaluate(experiment, state.parameters, { ...judged, innerSteps: experiment.learner.innerSteps })
    return Number((steps.at(-1)?.score.mean ?? Number.NaN).toPrecision(4))
  } catch (error) {
    if (error instanceof AssentError && error.kind === 'diverged') return null
    throw error
  }
}

/** A table of all learners, kinds of seats and rules, filled in that order. */
async function tableOf<Entry>(fill: (learner: LearnerName, kind: keyof typeof seats, rule: RuleName) => Promise<Entry>) {
  const rows = async (learner: LearnerName, kind: keyof typeof seats) => {
    const entries: [RuleName, Entry][] = []
    for (const rule of ruleNames) entries.push([rule, await fill(learner, kind, rule)])
    return Object.fromEntries(entries)
  }
  const both = async (learner: LearnerName) => ({ good: await rows(learner, 'good'), outliers: await rows(learner, 'outliers') })
  return { reptile: await both('reptile'), maml: await both('maml') }
}

export async function tryRates(say: (line: string) => void) {
  const tried = await tableOf(async (learner, kind, rule) => {
    const errors: Record<string, number | null> = {}
    for (const rate of grids[learner]) errors[rate] = await errorAt(learner, kind, rule, rate)
    return errors
  })
  const chosen = await tableOf(async (learner, kind, rule) => {
    const errors = Object.entries(tried[learner][kind][rule] ?? {})
    const [rate, error] = errors.reduce((a, b) => ((b[1] ?? Infinity) < (a[1] ?? Infinity) ? b : a))
    say(`${learner}, ${kind}, ${rule}: ${rate} (${error})`)
    return Number(rate)
  })
  return { settings: { ...settings, judged }, chosen, tried }
}

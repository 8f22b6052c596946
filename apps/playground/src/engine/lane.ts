// One training under one rule, as messages for the page.

import type { Backend } from '@assent/autodiff'
import {
  createRng,
  type Episode,
  type Experiment,
  evaluate,
  initialState,
  metaTrain,
  type StepEvent,
  type Weighting,
} from '@assent/core'
import { type CurveDrawer, openCurves } from './curves.js'
import { failedBy } from './failure.js'
import type { FromLane, SeatPoints, View } from './messages.js'
import { rules } from './rules.js'
import { seated } from './seats.js'
import { experimentOf, type LaneSetup } from './setup.js'

/** Milliseconds between two messages: the page draws no faster. */
const BETWEEN = 60
/** Rules whose answer is shown beside that of the lane. */
const COMPARED = (['uniform', 'gradientAgreement', 'whitened', 'clipped'] as const).map((rule) => {
  const weighting: Weighting = rules[rule].make()
  return { rule, weighting }
})
/** Unseen tasks that a finished training is judged on, and the stream that they come from. */
const JUDGED = { episodes: 200, seed: 20_261_126 }

export interface LaneControl {
  /** Resolves when the next step may begin. */
  turn(): Promise<void>
  /** Whether each step is to be shown, however fast they follow. */
  showsEach(): boolean
  watched(): boolean
  /** Whether somebody wants another training by now. */
  over(): boolean
}

/** Trains, and says how it goes; ends early when control says that it is over. */
export async function runLane(
  setup: LaneSetup,
  backend: Backend,
  control: LaneControl,
  post: (message: FromLane) => void,
  weighting: Weighting = rules[setup.rule].make(),
): Promise<void> {
  const experiment = experimentOf(setup, backend, weighting)
  const state = initialState(experiment)
  let episodes: readonly Episode[] = []
  let curves: CurveDrawer | undefined
  try {
    curves = await openCurves(experiment, setup.seats.length)
    const collected = { losses: [] as number[], badShares: [] as number[] }
    let last = Number.NEGATIVE_INFINITY
    const isDue = (step: number) => step === setup.metaSteps || control.showsEach() || performance.now() - last > BETWEEN
    const executor = seated(setup.seats, setup.seed, (seatedNow) => {
      episodes = seatedNow
    })
    post({ kind: 'opened' })
    await control.turn()
    for await (const event of metaTrain(experiment, { state, executor, gramAt: isDue })) {
      if (control.over()) return
      const voters = votersOf(event, episodes, setup.seats.length)
      collected.losses.push(meanLoss(event, voters, setup))
      collected.badShares.push(badShare(event, voters, setup))
      if (isDue(event.step) && event.gram) {
        const isShown = control.watched() || event.step === setup.metaSteps
        const drawn = isShown ? await curves.draw(state.parameters, episodes) : undefined
        const view = drawn && { ...viewOf(event, event.gram, voters, setup, episodes), curves: drawn }
        post({ kind: 'progress', step: event.step, ...collected, view })
        collected.losses = []
        collected.badShares = []
        last = performance.now()
      }
      await control.turn()
      if (control.over()) return
    }
    post({ kind: 'done', ...(await judge(experiment, state.parameters)) })
  } catch (error) {
    post(failedBy(error))
  } finally {
    curves?.dispose()
  }
}

async function judge(experiment: Experiment, theta: Float32Array | Float64Array): Promise<{ score: number; interval: number }> {
  const { innerSteps } = experiment.learner
  const { steps } = await evaluate(experiment, theta, { ...JUDGED, innerSteps })
  const { mean = Number.NaN, interval = Number.NaN } = steps.at(-1)?.score ?? {}
  return { score: mean, interval }
}

/** The seats of those who voted: all but the screened ones, whose names are told in the same order. */
function votersOf({ tasks, screened }: StepEvent, episodes: readonly Episode[], seats: number): number[] {
  const all = Array.from({ length: seats }, (_, seat) => seat)
  if (screened.length === 0) return all
  let next = 0
  return all.filter((seat) => {
    const name = tasks[next]
    const voted = name !== undefined && (episodes[seat]?.id ?? '').startsWith(name)
    if (voted) next++
    return voted
  })
}

function meanLoss({ queryLosses }: StepEvent, voters: readonly number[], { seats }: LaneSetup): number {
  const good = queryLosses.filter((_, voter) => seats[voters[voter] ?? -1] === 'good')
  return good.reduce((sum, loss) => sum + loss, 0) / good.length
}

function badShare({ weights }: StepEvent, voters: readonly number[], { seats }: LaneSetup): number {
  let bad = 0
  let all = 0
  for (const [voter, weight] of weights.entries()) {
    all += Math.abs(weight)
    if (seats[voters[voter] ?? -1] !== 'good') bad += Math.abs(weight)
  }
  return all > 0 ? bad / all : 0
}

function viewOf(
  event: StepEvent,
  gram: readonly (readonly number[])[],
  voters: readonly number[],
  { seats }: LaneSetup,
  episodes: readonly Episode[],
): Omit<View, 'curves'> {
  const weights = seats.map((_, seat) => event.weights[voters.indexOf(seat)] ?? 0)
  return {
    step: event.step,
    weights,
    screened: seats.flatMap((_, seat) => (voters.includes(seat) ? [] : [seat])),
    gram,
    voters,
    others: COMPARED.map(({ rule, weighting }) => ({ rule, weights: ask(weighting, event, gram) })),
    points: episodes.map(pointsOf),
  }
}

/** What a rule would have said of the step's proposals. */
function ask(weighting: Weighting, { queryLosses, supportLosses, step }: StepEvent, gram: readonly (readonly number[])[]) {
  const answer = weighting.weigh({
    tasks: gram.length,
    step,
    rng: createRng(0, 'compared', step),
    supportLosses,
    queryLosses,
    gram,
    squaredNorms: gram.map((row, i) => row[i] ?? 0),
    scores: gram.map((row) => row.reduce((sum, value) => sum + value, 0)),
  })
  return 'weights' in answer ? answer.weights : answer
}

function pointsOf({ support, query }: Episode): SeatPoints {
  return {
    support: { x: Float32Array.from(support.x), y: Float32Array.from(support.y) },
    query: { x: Float32Array.from(query.x), y: Float32Array.from(query.y) },
  }
}

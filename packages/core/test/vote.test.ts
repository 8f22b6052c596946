// A meta-step over proposals made by hand: who votes, what a weighting sees, and where θ goes.

import { describe, expect, it } from 'vitest'
import {
  defineWeighting,
  describeExperiment,
  type Experiment,
  type GramAgreement,
  initialState,
  type LossAgreement,
  metaTrain,
  type Need,
  type StepEvent,
  type TrainingOptions,
  type TrainingState,
} from '../src/index.js'
import { agreement, average, type HandMade, handMade, optimizer, planesRun } from './support.js'

async function stepOnce(
  proposals: HandMade,
  changes: Partial<Experiment> = {},
): Promise<{ event: StepEvent; state: TrainingState; start: number[] }> {
  const run = planesRun({ tasksPerStep: proposals.updates.length, metaSteps: 1, ...changes })
  const state = initialState(run)
  const start = Array.from(state.parameters)
  const events: StepEvent[] = []
  for await (const event of metaTrain(run, { state, executor: handMade(proposals) })) events.push(event)
  return { event: events[0]!, state, start }
}

/** What a weighting that needs `needs` is given. */
async function seenBy(
  needs: Need,
  proposals: HandMade,
  changes: Partial<Experiment> = {},
): Promise<LossAgreement & Partial<GramAgreement>> {
  const seen: (LossAgreement & Partial<GramAgreement>)[] = []
  const weigh = (given: LossAgreement & Partial<GramAgreement>) => {
    seen.push(given)
    return new Array<number>(given.tasks).fill(1)
  }
  const weighting = defineWeighting({
    name: 'spy',
    needs,
    agreeOn: 'displacement',
    weigh: weigh as never,
  }) as Experiment['weighting']
  await stepOnce(proposals, { weighting, ...changes })
  return seen[0]!
}

/** The published example: two tasks agree, one is against them. */
const displacements = [
  [1, 0],
  [1, 0],
  [-0.5, 0],
]
const updates = [
  [0, 1],
  [2, 0],
  [0, 10],
]

describe('a vote', () => {
  it('weighs by displacements and moves against the weighted updates', async () => {
    const { event, state, start } = await stepOnce({ updates, displacements })
    expect(event.weights).toEqual([0.4, 0.4, -0.2].map((weight) => expect.closeTo(weight, 12)))
    // 0.4 (0, 1) + 0.4 (2, 0) − 0.2 (0, 10) = (0.8, −1.6), and the rate is 0.1.
    expect(Array.from(state.parameters)).toEqual([start[0]! - 0.08, start[1]! + 0.16].map((value) => expect.closeTo(value, 12)))
    expect(event.directionNorm).toBeCloseTo(Math.hypot(0.8, 1.6), 12)
    // The mean of the updates is (2/3, 11/3).
    expect(event.meanNorm).toBeCloseTo(Math.hypot(2, 11) / 3, 12)
    expect(event).toMatchObject({ step: 1, rate: 0.1, supportLosses: [10, 11, 12], queryLosses: [20, 21, 22], screened: [] })
    expect(Array.from(state.slots[0]!)).toEqual([0.8, -1.6].map((value) => expect.closeTo(value, 12)))
  })

  // Σ u = (2, 11): scores 11, 4, 110.
  const byUpdates = [11 / 125, 4 / 125, 110 / 125].map((weight) => expect.closeTo(weight, 12))
  const byDisplacements = [0.4, 0.4, -0.2].map((weight) => expect.closeTo(weight, 12))
  const ofUpdates = defineWeighting({ name: 'of updates', needs: 'scores', weigh: agreement.weigh })

  it.each([
    ['as the rule is stated for displacements', agreement, undefined, byDisplacements],
    ['as the rule is stated for updates', ofUpdates, undefined, byUpdates],
    ['as the run asks for updates', agreement, 'update', byUpdates],
    ['as the run asks for displacements', ofUpdates, 'displacement', byDisplacements],
  ] as const)('compares %s, and the record says so', async (_, weighting, agreeOn, weights) => {
    const changes = { weighting, ...(agreeOn && { agreeOn }) }
    const { event } = await stepOnce({ updates, displacements }, changes)
    expect(event.weights).toEqual(weights)
    expect(describeExperiment(planesRun(changes)).agreeOn).toBe(weights === byUpdates ? 'update' : 'displacement')
  })

  it('refuses to compare anything else', async () => {
    const other = { ...agreement, agreeOn: 'gradient' as never }
    await expect(stepOnce({ updates, displacements }, { weighting: other })).rejects.toThrow(
      "[weighting agreement] expected agreeOn 'displacement' or 'update'; found 'gradient'",
    )
  })

  it('shows a weighting what it needs and no more', async () => {
    const losses = await seenBy('losses', { updates, displacements })
    expect(losses).toMatchObject({ tasks: 3, step: 1, supportLosses: [10, 11, 12], queryLosses: [20, 21, 22] })
    expect(Object.keys(losses).sort()).toEqual(['queryLosses', 'rng', 'step', 'supportLosses', 'tasks'])
    const scores = await seenBy('scores', { updates, displacements })
    expect(scores).toMatchObject({ scores: [1.5, 1.5, -0.75], squaredNorms: [1, 1, 0.25] })
    expect(scores).not.toHaveProperty('gram')
    const all = await seenBy('gram', { updates, displacements })
    expect(all).toMatchObject({
      scores: [1.5, 1.5, -0.75],
      gram: [
        [1, 1, -0.5],
        [1, 1, -0.5],
        [-0.5, -0.5, 0.25],
      ],
    })
  })

  it('reports the Gram matrix when it was measured', async () => {
    const weighting = defineWeighting({
      name: 'first row',
      needs: 'gram',
      agreeOn: 'displacement',
      weigh: ({ gram }) => gram[0]!,
    })
    const { event } = await stepOnce({ updates, displacements }, { weighting })
    expect(event.gram?.[2]).toEqual([-0.5, -0.5, 0.25])
    expect(event.weights).toEqual([1, 1, -0.5])
  })

  it('reports the Gram matrix of the steps that ask for it, and goes the same way', async () => {
    const train = async (gramAt: TrainingOptions['gramAt']) => {
      const executor = handMade({ updates, displacements })
      const run = planesRun({ tasksPerStep: 3, metaSteps: 3 })
      const state = initialState(run)
      const events: StepEvent[] = []
      for await (const event of metaTrain(run, { state, executor, ...(gramAt && { gramAt }) })) events.push(event)
      return { grams: events.map(({ gram }) => gram), parameters: Array.from(state.parameters) }
    }
    const asked = await train((step) => step === 2)
    expect(asked.grams.map((gram) => gram?.[2])).toEqual([undefined, [-0.5, -0.5, 0.25], undefined])
    expect(asked.parameters).toEqual((await train(undefined)).parameters)
  })

  it('counts meta-steps for the weighting, and lets rates depend on them', async () => {
    const steps: number[] = []
    const weighting = defineWeighting({
      name: 'counting',
      needs: 'losses',
      weigh: ({ step, tasks }) => {
        steps.push(step)
        return new Array(tasks).fill(1 / tasks)
      },
    })
    const schedule = { name: 'linear', settings: {}, rate: (step: number, of: number) => 1 - (step - 1) / of }
    const executor = handMade({ updates, displacements })
    const run = planesRun({ weighting, optimizer: { ...optimizer, schedule }, tasksPerStep: 3, metaSteps: 4 })
    const rates: number[] = []
    for await (const { rate } of metaTrain(run, { executor })) rates.push(rate)
    expect(steps).toEqual([1, 2, 3, 4])
    expect(rates).toEqual([1, 0.75, 0.5, 0.25])
  })
})

describe('screening', () => {
  const { NaN: nan, POSITIVE_INFINITY: inf } = Number
  const spoiled: readonly [string, Partial<HandMade>][] = [
    ['support loss', { supportLosses: [10, nan, 12] }],
    ['query loss', { queryLosses: [20, inf, 22] }],
    ['update', { updates: [updates[0]!, [nan, 0], updates[2]!] }],
    ['update', { updates: [updates[0]!, [0, -inf], updates[2]!] }],
    // Finite, but its square is not: no norm, no weight.
    ['update', { updates: [updates[0]!, [1e200, 0], updates[2]!] }],
    ['displacement', { displacements: [displacements[0]!, [1, nan], displacements[2]!] }],
  ]

  it.each(spoiled)('leaves out a task whose %s is not finite, and the rest vote as if alone', async (reason, spoil) => {
    const { event, state } = await stepOnce({ updates, displacements, ...spoil })
    expect(event.screened).toEqual([{ task: expect.stringMatching(/^plane /), reason: `its ${reason} is not finite` }])
    expect(event.tasks).toHaveLength(2)
    expect(event.tasks).not.toContain(event.screened[0]!.task)
    expect([event.supportLosses, event.queryLosses]).toEqual([
      [10, 12],
      [20, 22],
    ])
    const alone = await stepOnce({
      updates: [updates[0]!, updates[2]!],
      displacements: [displacements[0]!, displacements[2]!],
      supportLosses: [10, 12],
      queryLosses: [20, 22],
    })
    expect(event.weights).toEqual(alone.event.weights)
    expect(state.parameters).toEqual(alone.state.parameters)
    expect([event.directionNorm, event.meanNorm]).toEqual([alone.event.directionNorm, alone.event.meanNorm])
  })

  it.each(spoiled)('keeps a task whose %s is not finite out of what a weighting sees', async (_, spoil) => {
    const seen = await seenBy('gram', { updates, displacements, ...spoil })
    // Of (1, 0) and (−½, 0) alone.
    expect(seen).toMatchObject({
      tasks: 2,
      supportLosses: [10, 12],
      scores: [0.5, -0.25],
      squaredNorms: [1, 0.25],
      gram: [
        [1, -0.5],
        [-0.5, 0.25],
      ],
    })
  })

  it('names the place of each task, wherever it is', async () => {
    const queryLosses = [nan, 21, nan]
    const { event } = await stepOnce({ updates, displacements, queryLosses }, { weighting: average })
    expect(event.screened.map(({ reason }) => reason)).toEqual(['its query loss is not finite', 'its query loss is not finite'])
    expect(event).toMatchObject({ weights: [1], supportLosses: [11], queryLosses: [21] })
    expect(event.directionNorm).toBe(2)
  })

  it('stops when all are bad, before θ or its optimizer moves', async () => {
    const executor = handMade({ updates: updates.map(() => [nan, nan]), displacements })
    const run = planesRun({ tasksPerStep: 3 })
    const state = initialState(run)
    const before = structuredClone(state)
    await expect(metaTrain(run, { state, executor }).next()).rejects.toThrow(
      /^\[meta-step 1\] expected at least one task with finite values; found none of 3 \(plane .*: its update is not finite; .*\); lower the inner or outer rate/,
    )
    expect(state).toEqual(before)
    expect(executor.counts).toEqual({ opened: 1, closed: 1 })
  })
})

describe('a degenerate step', () => {
  it('moves by the average of the updates and says why', async () => {
    const opposed = {
      updates: [updates[0]!, updates[1]!],
      displacements: [
        [1, 2],
        [-1, -2],
      ],
    }
    const { event, state, start } = await stepOnce(opposed, { weighting: agreement })
    expect(event).toMatchObject({ weights: [0.5, 0.5], degenerate: 'the tasks cancel out: no direction to agree on' })
    expect(Array.from(state.parameters)).toEqual([start[0]! - 0.1, start[1]! - 0.05].map((value) => expect.closeTo(value, 12)))
  })
})

describe('metaTrain', () => {
  it('closes its session at the end, when it is left, and when a step fails', async () => {
    const failing = defineWeighting({ name: 'failing', needs: 'losses', weigh: () => [] })
    for (const [weighting, stop] of [
      [average, 99],
      [average, 2],
      [failing, 99],
    ] as const) {
      const executor = handMade({ updates, displacements })
      const train = async () => {
        for await (const { step } of metaTrain(planesRun({ weighting, tasksPerStep: 3, metaSteps: 5 }), { executor }))
          if (step === stop) break
      }
      await train().catch((error: Error) => expect(error.message).toContain('expected 3 weights'))
      expect(executor.counts).toEqual({ opened: 1, closed: 1 })
    }
  })

  it('opens nothing when the run is refused', async () => {
    const executor = handMade({ updates, displacements })
    await expect(metaTrain(planesRun({ metaSteps: -1 }), { executor }).next()).rejects.toThrow(/\[experiment\.metaSteps\]/)
    expect(executor.counts.opened).toBe(0)
  })

  it.each([
    ['θ', (state) => ({ ...state, parameters: new Float64Array(3000) }), /\[state, θ\] expected 2 values.*found 3000/],
    ['slots', (state) => ({ ...state, slots: [] }), /\[state\.slots\] expected slots of \[2\] values, as plain has; found \[\]/],
    ['shorter slots', (state) => ({ ...state, slots: [new Float64Array(1)] }), /found \[1\]/],
    ['more steps', (state) => ({ ...state, step: 4 }), /\[state\.step\] expected a whole number from 0 to 3; found 4/],
    ['part of a step', (state) => ({ ...state, step: 0.5 }), /found 0\.5/],
    ['no step', (state) => ({ ...state, step: Number.NaN }), /found NaN/],
  ] satisfies [string, (state: TrainingState) => TrainingState, RegExp][])(
    'does not go on from a state with %s of another experiment',
    async (_, change, message) => {
      const run = planesRun({ tasksPerStep: 3, metaSteps: 3 })
      const executor = handMade({ updates, displacements })
      await expect(metaTrain(run, { state: change(initialState(run)), executor }).next()).rejects.toThrow(message)
      expect(executor.counts.opened).toBe(0)
    },
  )

  it('has nothing to do for a run that is done, and gives back the state', async () => {
    const run = planesRun({ tasksPerStep: 3, metaSteps: 0 })
    const state = initialState(run)
    expect(await metaTrain(run, { state, executor: handMade({ updates, displacements }) }).next()).toEqual({
      done: true,
      value: state,
    })
  })

  it('shows the state of each step in the hands of the caller', async () => {
    const run = planesRun({ tasksPerStep: 3, metaSteps: 3 })
    const state = initialState(run)
    const seen: number[] = []
    for await (const { step } of metaTrain(run, { state, executor: handMade({ updates, displacements }) })) {
      expect(state.step).toBe(step)
      seen.push(state.parameters[0]!)
    }
    expect(new Set(seen).size).toBe(3)
  })

  it('stops at a schedule that goes wrong on the way, naming the step', async () => {
    const schedule = { name: 'odd', settings: {}, rate: (step: number) => (step <= 2 ? 1 : Number.NaN) }
    const run = planesRun({
      tasksPerStep: 3,
      optimizer: { ...optimizer, schedule },
    })
    const state = initialState(run)
    const train = async () => {
      for await (const _ of metaTrain(run, { state, executor: handMade({ updates, displacements }) }));
    }
    await expect(train()).rejects.toThrow(
      '[schedule odd] expected a rate of at least 0; found NaN at step 3 of 10; correct the schedule',
    )
    expect(state.step).toBe(2)
  })
})

// The pipeline: who votes, what is refused, and that nothing but the run decides the numbers.

import { describe, expect, it } from 'vitest'
import {
  createRng,
  defineWeighting,
  type Experiment,
  initialState,
  metaTrain,
  type StepEvent,
  type TaskSource,
  type TrainingState,
  type Weighting,
} from '../src/index.js'
import { average, planes, planesRun } from './support.js'

async function train(
  run: Experiment,
  state: TrainingState = initialState(run),
): Promise<{ state: TrainingState; events: StepEvent[] }> {
  const events: StepEvent[] = []
  for await (const event of metaTrain(run, { state })) events.push(event)
  return { state, events }
}

/** Planes, some of which have targets whose squares overflow: the episodes at these places in the order of drawing. */
const diverging = (ids: number[]) => {
  let drawn = 0
  return planes((episode) => {
    const bad = ids.includes(drawn++)
    return bad ? { ...episode, query: { ...episode.query, y: Float64Array.from(episode.query.y, () => 1e200) } } : episode
  })
}

describe('a meta-step', () => {
  it('reports what happened, one number per task', async () => {
    const { events } = await train(planesRun({ metaSteps: 1 }))
    const [event] = events as [StepEvent]
    expect(event).toMatchObject({ step: 1, rate: 0.1, screened: [], degenerate: undefined, gram: undefined })
    for (const perTask of [event.tasks, event.supportLosses, event.queryLosses, event.weights]) expect(perTask).toHaveLength(4)
    expect(event.weights.reduce((sum, weight) => sum + Math.abs(weight), 0)).toBeCloseTo(1, 12)
    expect(event.directionNorm).toBeGreaterThan(0)
  })

  it('leaves out a task that is not finite, reports it, and goes on as if it were not there', async () => {
    const { events } = await train(planesRun({ tasks: diverging([1]), metaSteps: 1 }))
    const [event] = events as [StepEvent]
    expect(event.screened).toEqual([{ task: expect.stringMatching(/^plane/), reason: 'its query loss is not finite' }])
    expect(event.tasks).toHaveLength(3)
    expect(event.weights).toHaveLength(3)
    // The same three healthy tasks alone: episodes 0, 2 and 3.
    const source = planes()
    const kept = [0, 2, 3]
    const sample: TaskSource['sample'] = (split) => source.sample(split, createRng(3, 'episode', 'train', kept.shift() as number))
    const alone = await train(planesRun({ metaSteps: 1, tasksPerStep: 3, tasks: { ...source, sample } }))
    const { state } = await train(planesRun({ tasks: diverging([1]), metaSteps: 1 }))
    expect(Array.from(state.parameters)).toEqual(Array.from(alone.state.parameters, (value) => expect.closeTo(value, 12)))
  })

  it('stops when no task is finite, and leaves the state as it was', async () => {
    const run = planesRun({ tasks: diverging([4, 5, 6, 7]), metaSteps: 3 })
    const state = initialState(run)
    await expect(train(run, state)).rejects.toThrow(
      /\[meta-step 2\] expected at least one task with finite values; found none of 4/,
    )
    expect(state.step).toBe(1)
    expect(state.parameters.every(Number.isFinite)).toBe(true)
  })

  it('flags a step in which the weighting has no answer', async () => {
    const { events } = await train(
      planesRun({
        metaSteps: 1,
        weighting: defineWeighting({
          name: 'none',
          needs: 'losses',
          weigh: ({ tasks }) => ({ weights: new Array(tasks).fill(1 / tasks), degenerate: 'nothing to say' }),
        }),
      }),
    )
    expect(events[0]?.degenerate).toBe('nothing to say')
  })

  it('gives a weighting its own random stream in each step', async () => {
    const drawn: number[] = []
    const weighting = defineWeighting({
      name: 'random',
      needs: 'losses',
      weigh: ({ tasks, rng }) => {
        drawn.push(rng.integer(1e9))
        return new Array(tasks).fill(1 / tasks)
      },
    })
    await train(planesRun({ weighting, metaSteps: 3 }))
    const first = drawn.splice(0)
    await train(planesRun({ weighting, metaSteps: 3 }))
    expect(drawn).toEqual(first)
    expect(new Set(first).size).toBe(3)
  })
})

describe('a plugin that answers wrongly is named', () => {
  const answering = (weigh: () => unknown) =>
    planesRun({ weighting: { name: 'broken', settings: {}, needs: 'losses', weigh } as Weighting })
  it.each([
    ['too few weights', () => [1, 2], /\[weighting broken\] expected 4 weights, one per task; found 2/],
    ['too many weights', () => [1, 2, 3, 4, 5], /expected 4 weights/],
    ['NaN', () => [1, 2, Number.NaN, 4], /expected finite numbers; found NaN for task 2/],
    ['infinity', () => [1, 2, 3, Number.POSITIVE_INFINITY], /found Infinity for task 3/],
    ['text', () => [1, 2, '3', 4], /expected finite numbers; found 3 for task 2/],
    ['no array', () => 'all of them', /expected an array of weights; found string/],
    ['nothing', () => undefined, /expected an array of weights; found undefined/],
    ['an overflow', () => [1e308, 1e308, 1e308, 1e308], /expected a finite direction/],
  ])('%s', async (_, weigh, message) => {
    await expect(train(answering(weigh))).rejects.toThrow(message)
  })
})

describe('bad data', () => {
  it.each([
    [
      'NaN in inputs',
      (x: Float32Array) => x.fill(Number.NaN, 3, 4),
      /tasks planes, task plane .*, support\] expected finite values of x; found NaN in example 1/,
    ],
    ['too few values', (x: Float32Array) => x.subarray(0, 5), /expected 4 × 2 values of x; found 5/],
  ])('%s is refused, with the task', async (_, change, message) => {
    const tasks = planes((episode) => ({
      ...episode,
      support: { ...episode.support, x: change(episode.support.x as Float32Array) },
    }))
    await expect(train(planesRun({ tasks }))).rejects.toThrow(message)
  })

  it('refuses a source that gives another number of examples than it declares', async () => {
    const tasks = { ...planes(), episodeSize: () => ({ support: 5, query: 3 }) }
    await expect(train(planesRun({ tasks }))).rejects.toThrow(/expected 5 examples; found 4/)
  })
})

describe('a run that does not fit together', () => {
  it.each([
    [{ tasksPerStep: 0 }, /\[experiment\.tasksPerStep\] expected a whole number of at least 1; found 0/],
    [{ metaSteps: 1.5 }, /\[experiment\.metaSteps\]/],
    [{ seed: -1 }, /\[experiment\.seed\]/],
    [{ loss: () => 1 }, /\[loss\] expected a named value with compute, as squaredError\(\) gives; found a function/],
    [{ metric: { name: 'accuracy', unit: '' } }, /\[metric\] expected a named value with score.*; found one without score/],
    [{ metaStep: 3 }, /\[experiment\] expected options tasks, .*; found 'metaStep'; did you mean metaSteps\?/],
    [
      { model: { ...planesRun().model, inputShape: [3] } },
      /\[model line\] expected inputs of shape \[2\], as planes has; found \[3\]/,
    ],
    [{ model: { ...planesRun().model, outputShape: [2] } }, /expected outputs of shape \[1\]/],
    [{ learner: { ...planesRun().learner, innerSteps: 0 } }, /expected at least one inner step/],
    [{ learner: { ...planesRun().learner, batch: 9 } }, /expected a batch of 1 to 4 support examples; found 9/],
    [
      { optimizer: { ...planesRun().optimizer, schedule: { name: 'odd', settings: {}, rate: () => -1 } } },
      /\[schedule odd\] expected a rate of at least 0; found -1/,
    ],
  ] as [Partial<Experiment>, RegExp][])('%# is refused before anything is computed', async (changes, message) => {
    await expect(train(planesRun(changes))).rejects.toThrow(message)
  })
})

describe('training', () => {
  it('is the same whenever it is stopped and continued', async () => {
    const whole = await train(planesRun())
    const run = planesRun()
    const state = initialState(run)
    for await (const { step } of metaTrain(run, { state })) if (step === 4) break
    expect(state.step).toBe(4)
    await train(run, state)
    expect(state.parameters).toEqual(whole.state.parameters)
    expect(state.slots).toEqual(whole.state.slots)
  })

  it('lets the rest of the process live', async () => {
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    await train(planesRun({ metaSteps: 2000 }))
    clearInterval(timer)
    expect(turns).toBeGreaterThan(0)
  })

  it('depends on the seed', async () => {
    const [one, other] = [await train(planesRun()), await train(planesRun({ seed: 4 }))]
    expect(one.state.parameters).not.toEqual(other.state.parameters)
  })

  it('learns: the loss after adaptation falls', async () => {
    const { events } = await train(planesRun({ weighting: average, metaSteps: 200 }))
    const loss = ({ queryLosses }: StepEvent) => queryLosses.reduce((sum, value) => sum + value, 0)
    const [early, late] = [events.slice(0, 20), events.slice(-20)].map((part) =>
      part.reduce((sum, event) => sum + loss(event), 0),
    )
    expect(late).toBeLessThan(early as number)
  })
})

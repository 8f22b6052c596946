// Outer optimizers that are wrong in one place: momentum, changed.

import type { FloatArray, OuterOptimizer } from '@assent/core'
import { type OptimizerClaims, optimizerChecks } from '../../src/index.js'
import type { Mutant } from './mutant.js'

type Update = OuterOptimizer['update']

/** `v ← v / 2 + direction`, `θ ← θ − rate · v`. */
const update: Update = (parameters, direction, [velocity], rate) => {
  const v = velocity as FloatArray
  for (let i = 0; i < parameters.length; i++) {
    v[i] = (v[i] as number) / 2 + (direction[i] as number)
    parameters[i] = (parameters[i] as number) - rate * (v[i] as number)
  }
}

/** θ after one direction and after another, by hand: v = 2, then 1 + 2. */
export const claims: OptimizerClaims = { golden: [{ rate: 0.5, directions: [[2], [2]], parameters: [[-1], [-2.5]] }] }

export const halfMomentum: OuterOptimizer = {
  name: 'half momentum',
  settings: {},
  schedule: { name: 'constant', settings: { rate: 0.1 }, rate: () => 0.1 },
  slots: ['velocity'],
  update,
}

const changed = (change: Partial<OuterOptimizer>): OuterOptimizer => ({ ...halfMomentum, ...change })

function hiddenState(): Update {
  let steps = 0
  return (parameters, direction, slots, rate) => {
    steps++
    update(parameters, direction, slots, rate / (1 + 0.01 * steps), 1)
  }
}

function ownVelocity(): Update {
  const known = new Map<number, Float64Array>()
  return (parameters, direction, slots, rate, count) => {
    if (count === 1) known.set(parameters.length, new Float64Array(parameters.length))
    const v = known.get(parameters.length) as Float64Array
    update(parameters, direction, [v], rate, count)
    slots[0]?.set(v)
  }
}

const own: Readonly<Record<string, readonly [optimizer: OuterOptimizer, caughtBy: RegExp]>> = {
  'it climbs': [
    changed({ update: (parameters, direction, slots, rate, count) => update(parameters, direction, slots, -rate, count) }),
    /against the direction/,
  ],
  'it follows the sign of θ': [
    changed({
      update: (parameters, _, slots, rate, count) =>
        update(
          parameters,
          parameters.map((x) => -x),
          slots,
          rate,
          count,
        ),
    }),
    /against the direction/,
  ],
  'it moves at rate 0': [
    changed({ update: (parameters, direction, slots, rate, count) => update(parameters, direction, slots, rate + 1e-4, count) }),
    /rests at a rate of 0/,
  ],
  'it counts by itself': [changed({ update: hiddenState() }), /same steps again|goes on from saved slots/],
  'its state lies beside the slots': [changed({ update: ownVelocity() }), /goes on from saved slots/],
  'a slot is never used': [changed({ slots: ['velocity', 'square'] }), /slots that it declares/],
  'two slots have one name': [changed({ slots: ['velocity', 'velocity'] }), /slots that it declares/],
  'a slot is missing, and made anew each time': [
    changed({
      slots: [],
      update: (parameters, direction, _, rate, count) =>
        update(parameters, direction, [new Float64Array(parameters.length)], rate, count),
    }),
    /as published/,
  ],
  'it scales the direction in place': [
    changed({
      update: (parameters, direction, slots, rate, count) => {
        for (let i = 0; i < direction.length; i++) direction[i] = (direction[i] as number) * 2
        update(parameters, direction, slots, rate / 2, count)
      },
    }),
    /leaves the direction/,
  ],
  'it divides by a norm that may be 0': [
    changed({
      update: (parameters, direction, slots, rate, count) => {
        const length = Math.hypot(...direction)
        update(
          parameters,
          direction.map((value) => value / length),
          slots,
          rate,
          count,
        )
      },
    }),
    /stays finite/,
  ],
  'it counts from 0': [
    changed({
      update: (parameters, direction, slots, rate, count) => update(parameters, direction, slots, rate / (count - 1), count),
    }),
    /stays finite/,
  ],
  'momentum is another': [
    changed({
      update: (parameters, direction, [velocity], rate, count) => {
        const v = velocity as FloatArray
        for (let i = 0; i < v.length; i++) v[i] = (v[i] as number) * 1.8
        update(parameters, direction, [v], rate, count)
      },
    }),
    /as published/,
  ],
  'a random number enters': [
    changed({
      update: (parameters, direction, slots, rate, count) =>
        update(parameters, direction, slots, rate * (1 + 1e-3 * Math.random()), count),
    }),
    /same steps again/,
  ],
  'its rate becomes negative': [
    changed({ schedule: { name: 'linear', settings: {}, rate: (step, steps) => 0.1 * (1 - (2 * step) / steps) } }),
    /schedule of finite rates/,
  ],
  'its rate is not a number in runs of one step': [
    changed({ schedule: { name: 'linear', settings: {}, rate: (step, steps) => (step - 1) / (steps - 1) } }),
    /schedule of finite rates/,
  ],
  'a setting is not finite': [changed({ settings: { momentum: Number.NaN } }), /describes itself/],
}

export const optimizerMutants: readonly Mutant[] = Object.entries(own).map(([name, [optimizer, caughtBy]]) => ({
  name,
  checks: optimizerChecks(optimizer, claims),
  caughtBy,
}))

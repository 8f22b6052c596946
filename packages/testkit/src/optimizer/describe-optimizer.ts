// What every outer optimizer must do: go downhill, keep all of its state in its slots, and be the same whenever it is asked.

import type { OuterOptimizer } from '@assent/core'
import { type Check, describeChecks, expectSame, expectThat, settingsCheck } from '../check.js'
import { checkSchedule } from './schedule.js'
import { descend, type Place, quadratic, startOf } from './walk.js'

/** What an optimizer is held to beyond the common promises. */
export interface OptimizerClaims {
  /** Whether a rate of 0 leaves θ as it is. @defaultValue true */
  readonly restsAtRateZero?: boolean
  /**
   * Moves worked out by hand or published: θ after each of the directions, from zeros, at this rate.
   *
   * @defaultValue none
   */
  readonly golden?: readonly {
    readonly rate: number
    readonly directions: readonly (readonly number[])[]
    readonly parameters: readonly (readonly number[])[]
    readonly tolerance?: number
  }[]
}

const RATE = 0.01

/** Runs the conformance suite of an outer optimizer under vitest. */
export function describeOptimizer(optimizer: OuterOptimizer, claims: OptimizerClaims = {}): void {
  describeChecks(`optimizer ${optimizer.name}`, optimizerChecks(optimizer, claims))
}

/** The suite's checks by themselves. */
export function optimizerChecks(optimizer: OuterOptimizer, claims: OptimizerClaims = {}): Check[] {
  const { restsAtRateZero = true, golden = [] } = claims
  return [
    { name: 'moves against the direction', run: () => checkDescent(optimizer) },
    { name: 'takes the same steps again', run: () => checkRepeats(optimizer) },
    { name: 'goes on from saved slots as if nothing had been between', run: () => checkResume(optimizer) },
    { name: 'keeps its state in the slots that it declares', run: () => checkSlots(optimizer) },
    { name: 'leaves the direction as it is', run: () => checkDirection(optimizer) },
    { name: 'stays finite where nothing pulls, or much', run: () => checkFinite(optimizer) },
    ...(restsAtRateZero ? [{ name: 'rests at a rate of 0', run: () => checkRest(optimizer) }] : []),
    ...golden.map((own, index) => ({ name: `moves as published, ${index + 1}`, run: () => checkGolden(optimizer, own) })),
    { name: 'has a schedule of finite rates', run: () => checkSchedule(optimizer) },
    settingsCheck(optimizer),
    { ...settingsCheck(optimizer.schedule), name: 'has a schedule that describes itself' },
  ]
}

/** The first step points downhill, and a hundred lower a bowl's height. */
function checkDescent(optimizer: OuterOptimizer): void {
  for (const precision of ['float64', 'float32'] as const) {
    const place = startOf(optimizer, 7, precision)
    const before = place.parameters.slice()
    const { slope, height } = quadratic(7)
    const direction = slope(place.parameters)
    descend(optimizer, place, 1, RATE)
    const along = Array.from(before).reduce(
      (total, value, i) => total + ((place.parameters[i] as number) - value) * (direction[i] as number),
      0,
    )
    const remedy = 'subtract rate · direction: directions point uphill'
    expectThat(along < 0, 'a first step against the direction', `one of ${along} along it`, remedy)
    descend(optimizer, place, 100, RATE)
    expectThat(
      height(place.parameters) < height(before),
      `a height below ${height(before)} after 100 steps`,
      `${height(place.parameters)}`,
      remedy,
    )
  }
}

function checkRepeats(optimizer: OuterOptimizer): void {
  const walk = () => {
    const place = startOf(optimizer, 5)
    descend(optimizer, place, 20, RATE)
    return place.parameters
  }
  expectSame('θ after the same 20 steps', walk(), walk(), 'let θ, the direction, the slots, the rate and the count decide alone')
}

/** Ten steps at once; and five, more of this run and of others in between, and five from copies. */
function checkResume(optimizer: OuterOptimizer): void {
  const whole = startOf(optimizer, 5)
  descend(optimizer, whole, 10, RATE)
  const parted = startOf(optimizer, 5)
  descend(optimizer, parted, 5, RATE)
  const saved: Place = {
    count: parted.count,
    parameters: parted.parameters.slice(),
    slots: parted.slots.map((own) => own.slice()),
  }
  descend(optimizer, parted, 3, RATE)
  for (const size of [5, 9]) descend(optimizer, startOf(optimizer, size), 3, 2 * RATE)
  descend(optimizer, saved, 5, RATE)
  const remedy = 'keep what goes from step to step in the slots, and count by the count that is given'
  expectSame('θ after 5 steps, a pause and 5 more', saved.parameters, whole.parameters, remedy)
}

/** Each slot is used, and no other place is written to. */
function checkSlots(optimizer: OuterOptimizer): void {
  const { slots } = optimizer
  const twice = slots.find((name, i) => name.trim() === '' || slots.indexOf(name) !== i)
  expectThat(twice === undefined, 'names that differ', `'${twice}' empty or twice`, 'name each slot after what it holds')
  const place = startOf(optimizer, 6)
  descend(optimizer, place, 3, RATE)
  for (const [i, name] of slots.entries()) {
    const used = place.slots[i]?.some((value) => value !== 0) === true
    expectThat(used, `something in slot ${name} after three steps`, 'zeros', 'declare the slots that update writes to')
  }
}

function checkDirection(optimizer: OuterOptimizer): void {
  const place = startOf(optimizer, 4)
  const direction = Float64Array.of(1, -2, 0.5, 3)
  optimizer.update(place.parameters, direction, place.slots, RATE, 1)
  expectSame('the direction', direction, [1, -2, 0.5, 3], 'write to parameters and slots alone')
}

function checkFinite(optimizer: OuterOptimizer): void {
  for (const size of [0, 1e-18, 1e8]) {
    const place = startOf(optimizer, 4, 'float32')
    for (let count = 1; count <= 5; count++) {
      optimizer.update(place.parameters, new Float32Array(4).fill(size), place.slots, RATE, count)
    }
    const finite = [place.parameters, ...place.slots].every((values) => values.every(Number.isFinite))
    expectThat(finite, `finite values after directions of ${size}`, 'others', 'bound what is divided by; counts begin at 1')
  }
}

function checkRest(optimizer: OuterOptimizer): void {
  const place = startOf(optimizer, 5)
  const before = place.parameters.slice()
  descend(optimizer, place, 3, 0)
  expectSame('θ after steps at rate 0', place.parameters, before, 'scale every move by the rate, or claim restsAtRateZero: false')
}

function checkGolden(optimizer: OuterOptimizer, golden: NonNullable<OptimizerClaims['golden']>[number]): void {
  const { rate, directions, parameters, tolerance = 1e-12 } = golden
  const size = directions[0]?.length ?? 0
  const own = new Float64Array(size)
  const slots = optimizer.slots.map(() => new Float64Array(size))
  for (const [i, direction] of directions.entries()) {
    optimizer.update(own, Float64Array.from(direction), slots, rate, i + 1)
    const expected = parameters[i] ?? []
    const worst = Math.max(...expected.map((value, at) => Math.abs(value - (own[at] as number))))
    const fits = expected.length === size && worst <= tolerance
    expectThat(fits, `[${expected}] after step ${i + 1}, to ${tolerance}`, `[${own}]`, 'correct the rule, or the value')
  }
}

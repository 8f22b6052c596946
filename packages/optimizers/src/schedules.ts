// How the outer rate changes from the first meta-step to the last.

import { fail, type Schedule, type Settings } from '@assent/core'

/** The same rate at every step. */
export function constant(rate: number): Schedule {
  return schedule('constant', { rate }, () => rate)
}

/** From `rate` at the first step, in a straight line, to `to` (0 unless given) after the last. */
export function linear(rate: number, to = 0): Schedule {
  return schedule('linear', { rate, to }, (done) => rate + (to - rate) * done)
}

/** From `rate` at the first step, along half a cosine, to `to` (0 unless given) after the last. */
export function cosine(rate: number, to = 0): Schedule {
  return schedule('cosine', { rate, to }, (done) => to + ((rate - to) * (1 + Math.cos(Math.PI * done))) / 2)
}

/** A number is a constant rate. */
export function toSchedule(rate: number | Schedule): Schedule {
  return typeof rate === 'number' ? constant(rate) : rate
}

/** `at` gets the share of steps done, from 0 to below 1. */
function schedule(
  name: string,
  settings: Settings & { readonly [option: string]: number },
  at: (done: number) => number,
): Schedule {
  for (const [option, value] of Object.entries(settings)) {
    if (!(value >= 0 && Number.isFinite(value)))
      fail(`${name}.${option}`, 'a finite rate of at least 0', `${value}`, 'correct the outer rate')
  }
  return { name, settings, rate: (step, metaSteps) => at((step - 1) / Math.max(metaSteps, 1)) }
}

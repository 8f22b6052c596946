// Made-up recordings of a wrist: forty people make four gestures, each with the watch turned by an angle of their own, at their own
// strength and pace, beginning wherever the hand was, a little late, with a noisy sensor. Nobody was recorded: what they stand for is people who differ.

import { createRng } from 'assent'

/** Where the wrist is at a time from 0 to 1. */
const gestures = {
  circle: (t) => [Math.cos(2 * Math.PI * t) - 1, Math.sin(2 * Math.PI * t)],
  lift: (t) => [0, 2 * Math.sin(Math.PI * t)],
  push: (t) => [2 * Math.sin(Math.PI * t), 0],
  zigzag: (t) => [2 * t - 1, Math.sin(6 * Math.PI * t)],
}

/** Readings of a recording. */
export const length = 12

/** A row for each reading: person, recording, time, position in two directions, and the gesture. */
export function makeRecordings(people = 40, takes = 8, seed = 1) {
  const rng = createRng(seed, 'gestures')
  const rows = []
  for (let person = 0; person < people; person++) {
    const [angle, strength, pace] = [rng.uniform(-1.4, 1.4), rng.uniform(0.6, 1.6), rng.uniform(0.7, 1.4)]
    for (const [gesture, pathOf] of Object.entries(gestures)) {
      for (let take = 0; take < takes; take++) {
        const [turn, own] = [angle + 0.2 * rng.normal(), strength * Math.exp(0.2 * rng.normal())]
        const [delay, right, up] = [rng.uniform(0, 0.3), rng.normal(), rng.normal()]
        for (let time = 0; time < length; time++) {
          const [x, y] = pathOf(Math.max(0, (time / (length - 1) - delay) / (1 - delay)) ** pace)
          rows.push({
            ...{ person: `person ${person}`, recording: `${gesture} ${take}`, time, gesture },
            right: right + own * (Math.cos(turn) * x - Math.sin(turn) * y) + 0.5 * rng.normal(),
            up: up + own * (Math.sin(turn) * x + Math.cos(turn) * y) + 0.5 * rng.normal(),
          })
        }
      }
    }
  }
  return rows
}

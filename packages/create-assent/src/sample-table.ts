// Readings to begin with: made up by a formula, and said to be.

import { createRng } from '@assent/core'

/** `room,hour,outside,inside` of thirty rooms over a day; each holds its warmth in a way of its own. */
export function sampleTable(): string {
  const rng = createRng(1, 'rooms')
  const rows = Array.from({ length: 30 }, (_, room) => {
    const [share, base, sun] = [rng.uniform(0.1, 0.6), rng.uniform(12, 20), rng.uniform(0, 3)]
    return Array.from({ length: 24 }, (_, hour) => {
      const outside = 10 + 8 * Math.sin(((hour - 9) / 12) * Math.PI) + 2 * rng.normal()
      const inside = base + share * outside + sun * Math.max(0, Math.sin(((hour - 6) / 12) * Math.PI)) + 0.2 * rng.normal()
      return `room ${room},${hour},${outside.toFixed(1)},${inside.toFixed(1)}`
    })
  })
  return `${['room,hour,outside,inside', ...rows.flat()].join('\n')}\n`
}

// Which tasks pull the same way: the cosine of each pair of proposals, from opposed over unrelated to alike.

import type { View } from '../engine/messages.js'
import type { SpoilName } from '../engine/seats.js'
import type { Theme } from './theme.js'

export function drawGram(
  context: CanvasRenderingContext2D,
  width: number,
  _height: number,
  theme: Theme,
  { view, seats }: { view: View; seats: readonly SpoilName[] },
): void {
  const margin = 6
  const cell = (width - margin) / seats.length
  const lengths = view.gram.map((row, i) => Math.sqrt(row[i] ?? 0))
  for (const [i, row] of view.gram.entries()) {
    for (const [j, product] of row.entries()) {
      const lengthsOfBoth = (lengths[i] ?? 0) * (lengths[j] ?? 0)
      const cosine = lengthsOfBoth > 0 ? product / lengthsOfBoth : 0
      context.globalAlpha = Math.min(1, Math.abs(cosine))
      context.fillStyle = cosine < 0 ? theme.negative : theme.positive
      context.fillRect(margin + (view.voters[j] ?? 0) * cell, margin + (view.voters[i] ?? 0) * cell, cell - 0.5, cell - 0.5)
    }
  }
  context.globalAlpha = 1
  context.fillStyle = theme.bad
  for (const [seat, spoil] of seats.entries()) {
    if (spoil === 'good') continue
    context.fillRect(margin + seat * cell, 0, cell - 0.5, margin - 2)
    context.fillRect(0, margin + seat * cell, margin - 2, cell - 0.5)
  }
}

/** What the picture says, in words. */
export function describeGram(view: View): string {
  let opposed = 0
  let pairs = 0
  for (const [i, row] of view.gram.entries()) {
    for (const product of row.slice(0, i)) {
      pairs++
      if (product < 0) opposed++
    }
  }
  return `Agreement of each pair of tasks, as colors: ${opposed} of ${pairs} pairs are opposed.`
}

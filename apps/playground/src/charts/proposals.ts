// The vote itself: each task's proposal as a line from the middle, and where each rule's weighted sum would lead. All arrows of
// rules have one length: a rule's own outer rate decides how far it goes.

import type { View } from '../engine/messages.js'
import { type RuleName, rules } from '../engine/rules.js'
import type { SpoilName } from '../engine/seats.js'
import { type Plane, sumIn } from './plane.js'
import type { Theme } from './theme.js'

export function drawProposals(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  theme: Theme,
  { view, plane, seats, rule }: { view: View; plane: Plane; seats: readonly SpoilName[]; rule: RuleName },
): void {
  const middle = [width / 2, height / 2] as const
  const reach = Math.min(width, height) / 2 - 14
  const lengths = view.voters.map((_, i) => Math.hypot(plane.across[i] ?? 0, plane.up[i] ?? 0))
  // Beside an outlier the others would shrink to nothing: lengths are drawn as square roots.
  const longest = Math.max(...lengths, 1e-30)
  const end = (across: number, up: number): readonly [number, number] => {
    const length = Math.hypot(across, up)
    const shown = length > 0 ? (reach * Math.sqrt(length / longest)) / length : 0
    return [middle[0] + across * shown, middle[1] - up * shown]
  }
  axes(context, middle, reach, theme)
  for (const [i, seat] of view.voters.entries()) {
    const isBad = seats[seat] !== 'good'
    const [x, y] = end(plane.across[i] ?? 0, plane.up[i] ?? 0)
    line(
      context,
      middle,
      [x, y],
      isBad ? theme.bad : (view.weights[seat] ?? 0) < 0 ? theme.negative : theme.faint,
      isBad ? 3 : 1.5,
    )
  }
  const named = [...view.others.filter((other) => other.rule !== rule), ...view.others.filter((other) => other.rule === rule)]
  for (const other of named) {
    const [across, up] = sumIn(plane, other.weights)
    const length = Math.hypot(across, up) || 1
    const tip = [middle[0] + (reach * across) / length, middle[1] - (reach * up) / length] as const
    arrow(context, middle, tip, theme.rule(other.rule), other.rule === rule ? 4 : 2)
  }
}

/** What the picture says, in words: how far each rule turns away from the mean. */
export function describeProposals(view: View, plane: Plane): string {
  const turns = view.others.map(({ rule, weights }) => {
    const [across, up] = sumIn(plane, weights)
    return `${rules[rule].title} ${Math.round((Math.abs(Math.atan2(up, across)) * 180) / Math.PI)}°`
  })
  return `Proposals of ${view.voters.length} tasks as lines, and the sums of the rules as arrows. Away from the mean: ${turns.join(', ')}.`
}

type Point = readonly [x: number, y: number]

function axes(context: CanvasRenderingContext2D, [x, y]: Point, reach: number, theme: Theme): void {
  line(context, [x - reach, y], [x + reach, y], theme.grid, 1)
  line(context, [x, y - reach], [x, y + reach], theme.grid, 1)
}

function line(context: CanvasRenderingContext2D, from: Point, to: Point, style: string, width: number): void {
  context.beginPath()
  context.moveTo(...from)
  context.lineTo(...to)
  context.strokeStyle = style
  context.lineWidth = width
  context.stroke()
}

function arrow(context: CanvasRenderingContext2D, from: Point, to: Point, style: string, width: number): void {
  line(context, from, to, style, width)
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0])
  const size = 5 + 2 * width
  context.beginPath()
  context.moveTo(to[0] + 3 * Math.cos(angle), to[1] + 3 * Math.sin(angle))
  for (const side of [-1, 1]) {
    context.lineTo(to[0] - size * Math.cos(angle + side * 0.45), to[1] - size * Math.sin(angle + side * 0.45))
  }
  context.closePath()
  context.fillStyle = style
  context.fill()
}

// Twenty-five small waves: each task's examples, the network's answer before and after its inner steps, and the task's weight.

import { CURVE_POINTS } from '../engine/axis.js'
import type { View } from '../engine/messages.js'
import type { SpoilName } from '../engine/seats.js'
import type { Theme } from './theme.js'
import { waveAxes } from './wave-axes.js'

export const COLUMNS = 5

/** Where a seat's picture lies. */
function cellOf(seat: number, width: number, height: number, seats: number) {
  const rows = Math.ceil(seats / COLUMNS)
  const gap = 6
  const cell = { width: (width - gap * (COLUMNS - 1)) / COLUMNS, height: (height - gap * (rows - 1)) / rows }
  return {
    ...cell,
    x: (seat % COLUMNS) * (cell.width + gap),
    y: Math.floor(seat / COLUMNS) * (cell.height + gap),
  }
}

export function drawSeats(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  theme: Theme,
  { view, seats, color }: { view: View | undefined; seats: readonly SpoilName[]; color: string },
): void {
  const largest = Math.max(...(view?.weights.map(Math.abs) ?? []), 1e-12)
  for (const [seat, spoil] of seats.entries()) {
    const cell = cellOf(seat, width, height, seats.length)
    context.save()
    context.translate(cell.x, cell.y)
    context.beginPath()
    context.rect(0, 0, cell.width, cell.height)
    context.clip()
    context.fillStyle = theme.paper
    context.fillRect(0, 0, cell.width, cell.height)
    if (view) drawTask(context, cell, theme, view, seat, color)
    if (view) drawWeight(context, cell, theme, (view.weights[seat] ?? 0) / largest)
    context.strokeStyle = spoil === 'good' ? theme.grid : theme.bad
    context.lineWidth = spoil === 'good' ? 1 : 3
    context.strokeRect(0.5, 0.5, cell.width - 1, cell.height - 1)
    context.restore()
  }
}

interface Size {
  readonly width: number
  readonly height: number
}

const BAR = 7

function drawTask(context: CanvasRenderingContext2D, cell: Size, theme: Theme, view: View, seat: number, color: string): void {
  const bottom = cell.height - BAR - 4
  const { across, acrossCurve, down } = waveAxes(cell.width, bottom, 2)
  const line = (values: Float32Array, style: string, thickness: number) => {
    context.beginPath()
    for (const [place, value] of values.entries()) context.lineTo(acrossCurve(place), down(value))
    context.strokeStyle = style
    context.lineWidth = thickness
    context.stroke()
  }
  line(view.curves.before, theme.faint, 1)
  line(view.curves.after.subarray(seat * CURVE_POINTS, (seat + 1) * CURVE_POINTS), color, 1.75)
  const points = view.points[seat]
  if (!points) return
  dots(context, points.query, across, down, theme.faint, 1.4)
  dots(context, points.support, across, down, theme.ink, 1.9)
}

function dots(
  context: CanvasRenderingContext2D,
  { x, y }: { readonly x: Float32Array; readonly y: Float32Array },
  across: (x: number) => number,
  down: (y: number) => number,
  style: string,
  radius: number,
): void {
  context.fillStyle = style
  for (let i = 0; i < x.length; i++) {
    context.beginPath()
    context.arc(across(x[i] ?? 0), down(y[i] ?? 0), radius, 0, 2 * Math.PI)
    context.fill()
  }
}

/** A bar from the middle: right for a vote that counts, left for one that counts against. */
function drawWeight(context: CanvasRenderingContext2D, cell: Size, theme: Theme, share: number): void {
  const middle = cell.width / 2
  context.fillStyle = theme.grid
  context.fillRect(2, cell.height - BAR - 2, cell.width - 4, BAR)
  context.fillStyle = share < 0 ? theme.negative : theme.positive
  const length = share * (middle - 2)
  context.fillRect(Math.min(middle, middle + length), cell.height - BAR - 2, Math.abs(length), BAR)
  context.fillStyle = theme.ink
  context.fillRect(middle - 0.5, cell.height - BAR - 3, 1, BAR + 2)
}

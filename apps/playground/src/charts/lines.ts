// Losses over meta-steps, one line per rule, on a logarithmic axis.

import type { RuleName } from '../engine/rules.js'
import type { Theme } from './theme.js'

export interface Series {
  readonly rule: RuleName
  readonly values: readonly number[]
  readonly isMain: boolean
}

const LEFT = 34
const BOTTOM = 20

export function drawLines(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  theme: Theme,
  { series, stepsPerValue, metaSteps }: { series: readonly Series[]; stepsPerValue: number; metaSteps: number },
): void {
  const all = series.flatMap(({ values }) => values).filter((value) => value > 0 && Number.isFinite(value))
  const [low, high] = decades(all)
  const across = (step: number) => LEFT + (step / metaSteps) * (width - LEFT - 8)
  const down = (value: number) => 6 + (1 - (Math.log10(value) - low) / (high - low)) * (height - BOTTOM - 12)
  drawAxes(context, { width, height, theme, low, high, metaSteps, across, down })
  for (const { rule, values, isMain } of series) {
    context.beginPath()
    for (const [place, value] of values.entries()) {
      const shown = Math.min(Math.max(value, 10 ** low), 10 ** high)
      context.lineTo(across((place + 1) * stepsPerValue), down(Number.isFinite(shown) ? shown : 10 ** high))
    }
    context.strokeStyle = theme.rule(rule)
    context.lineWidth = isMain ? 2.5 : 1.5
    context.stroke()
  }
}

/** Whole powers of ten around all values; what diverges is drawn at the upper edge. */
function decades(values: readonly number[]): readonly [low: number, high: number] {
  if (values.length === 0) return [-1, 1]
  const low = Math.floor(Math.log10(Math.min(...values)))
  const high = Math.ceil(Math.log10(Math.max(...values)))
  return [Math.max(low, -6), Math.min(Math.max(high, low + 1), 2)]
}

interface Axes {
  readonly width: number
  readonly height: number
  readonly theme: Theme
  readonly low: number
  readonly high: number
  readonly metaSteps: number
  readonly across: (step: number) => number
  readonly down: (value: number) => number
}

function drawAxes(context: CanvasRenderingContext2D, { width, height, theme, low, high, metaSteps, across, down }: Axes): void {
  context.font = '11px system-ui, sans-serif'
  context.fillStyle = theme.ink
  context.strokeStyle = theme.grid
  context.lineWidth = 1
  context.textAlign = 'right'
  context.textBaseline = 'middle'
  for (let power = low; power <= high; power++) {
    const y = down(10 ** power)
    context.beginPath()
    context.moveTo(LEFT, y)
    context.lineTo(width - 8, y)
    context.stroke()
    context.fillText(`${10 ** power}`.slice(0, 5), LEFT - 5, y)
  }
  context.textAlign = 'center'
  context.textBaseline = 'alphabetic'
  for (const part of [0, 0.5, 1]) {
    context.textAlign = part === 1 ? 'right' : 'center'
    context.fillText(`${Math.round(part * metaSteps)}`, across(part * metaSteps), height - 5)
  }
}

// Small drawings of series in time: a line per channel, without axes, for a table of them.

import { lineStyle } from './chart.js'
import type { TimeSeries } from './data.js'
import { type Html, html } from './html.js'

/** The drawing's own units, which it is scaled from. */
const [WIDTH, HEIGHT] = [96, 48]

/** The lowest and the highest value that drawings share. */
export interface Scale {
  readonly low: number
  readonly high: number
}

/** The scale that all series fit into; values that are not finite are left out of it. */
export function scaleOf(series: readonly TimeSeries[]): Scale {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { values } of series)
    for (const value of Array.from(values).filter(Number.isFinite)) {
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
  return low < high ? { low, high } : { low: low - 1, high: low + 1 }
}

/** One series; a line breaks where a value is not finite. `description` stands in for it. */
export function drawSeries({ length, channels, values }: TimeSeries, { low, high }: Scale, description: string): Html {
  const all = Array.from(values)
  const lines = Array.from({ length: channels }, (_, channel) => {
    const points = all.filter((_, place) => place % channels === channel)
    const path = points.map((value, step) => {
      if (!Number.isFinite(value)) return ''
      const x = (WIDTH * step) / Math.max(1, length - 1)
      const y = HEIGHT - (HEIGHT * (value - low)) / (high - low)
      return `${step > 0 && Number.isFinite(points[step - 1]) ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`
    })
    const { stroke, strokeDasharray } = lineStyle(channel)
    return html`<path d="${path.join('')}" style="stroke: ${stroke}; stroke-dasharray: ${strokeDasharray}" />`
  })
  return html`<svg class="series" role="img" aria-label="${description}" viewBox="-2 -2 ${WIDTH + 4} ${HEIGHT + 4}">${lines}</svg>`
}

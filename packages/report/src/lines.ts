// Numbers that a run logs, drawn over its meta-steps: one line per series, with a band around it.

import * as Plot from '@observablehq/plot'
import { drawChart, lineStyle } from './chart.js'
import type { CurvePoint } from './data.js'
import type { Html } from './html.js'
import { average, showShort } from './numbers.js'

/** One line: the trainings that it is the mean of. */
export interface Series {
  readonly name: string
  readonly runs: readonly (readonly CurvePoint[])[]
}

interface Band extends CurvePoint {
  readonly low: number
  readonly high: number
}

/** Parts that the steps of a run are averaged over. */
const BINS = 50

/** What the band is, for captions. */
export function bandText(runs: number): string {
  return runs > 1
    ? `Lines are means over ${runs} seeds, bands reach from the lowest seed to the highest.`
    : 'Lines are means over a fiftieth of the run, bands hold the middle half of its steps.'
}

/** A chart of some series over meta-steps. */
export function drawLines(title: string, series: readonly Series[]): Html {
  const last = Math.max(...series.flatMap(({ runs }) => runs.flatMap((points) => points.map(({ x }) => x))))
  const lines = series.map(({ name, runs }) => ({ name, band: bandOf(runs, last) }))
  const values = lines.flatMap(({ band }) => band.flatMap(({ low, high }) => [low, high]))
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const logarithmic = low > 0 && high > 20 * low
  return drawChart({
    label: `${title}. ${lines.map(({ name, band }) => describe(name, band)).join(' ')}`,
    x: { label: 'meta-step', ticks: 4 },
    y: {
      label: null,
      grid: true,
      ticks: 5,
      domain: low < high ? [low, high] : [low - 0.5, high + 0.5],
      ...(logarithmic ? { type: 'log', tickFormat: '~g' } : {}),
    },
    marks: lines.flatMap(({ band }, index) => [
      Plot.areaY(band, { x: 'x', y1: 'low', y2: 'high', fill: lineStyle(index).stroke, fillOpacity: 0.18 }),
      Plot.lineY(band, { x: 'x', y: 'y', strokeWidth: 2, ...lineStyle(index) }),
    ]),
  })
}

function describe(name: string, band: readonly Band[]): string {
  const [first, last] = [band[0], band.at(-1)]
  if (!first || !last) return `${name}: nothing logged.`
  return `${name}: from ${showShort(first.y)} at first to ${showShort(last.y)} at last.`
}

/** Means over bins of steps; between runs where there are several, else between the steps of a bin. */
function bandOf(runs: readonly (readonly CurvePoint[])[], last: number): Band[] {
  const binOf = ({ x }: CurvePoint) => Math.min(BINS - 1, Math.floor(((x - 1) / last) * BINS))
  return Array.from({ length: BINS }, (_, bin) => runs.map((points) => points.filter((point) => binOf(point) === bin)))
    .filter((parts) => parts.every((points) => points.length > 0))
    .map((parts) => {
      const means = parts.map((points) => average(points.map(({ y }) => y)))
      const [points = []] = parts
      const spread = means.length > 1 ? means : middleHalf(points.map(({ y }) => y))
      const x = average(points.map((point) => point.x))
      return { x, y: tidy(average(means)), low: tidy(Math.min(...spread)), high: tidy(Math.max(...spread)) }
    })
}

/** Without the last bits of float32: what is 1 but for rounding is drawn as 1. */
function tidy(value: number): number {
  return Number(value.toPrecision(5))
}

/** The values between the quartiles. */
function middleHalf(values: readonly number[]): number[] {
  const quarter = Math.floor(values.length / 4)
  return [...values].sort((a, b) => a - b).slice(quarter, values.length - quarter)
}

// The score after 0 … k inner steps: how much is learned from a few examples, and how fast.

import { isTellingStep, showScore } from '@assent/core/tools'
import * as Plot from '@observablehq/plot'
import { drawChart, drawLegend, figure, lineStyle } from './chart.js'
import type { Judgment, MethodData } from './data.js'
import { type Html, html, nothing } from './html.js'
import { average, count } from './numbers.js'

interface StepPoint {
  readonly step: number
  readonly value: number
  readonly low: number
  readonly high: number
}

/** A line per method from 0 to the last inner step, and the baselines. */
export function renderInnerSteps(methods: readonly MethodData[], { metric, baselines, split }: Judgment): Html {
  const lines = methods.map(({ name, runs }) => ({ name, points: stepPoints(runs) })).filter(({ points }) => points.length > 0)
  const last = Math.max(0, ...lines.map(({ points }) => points.length - 1))
  const scale = metric.name === 'accuracy' ? 100 : 1
  const title = `${metric.title} after each inner step`
  const unit = metric.name === 'accuracy' ? '%' : metric.unit
  const said = lines.flatMap(({ name, points }) => {
    const [first, last] = [points[0], points.at(-1)]
    if (!first || !last) return []
    return `${name}: ${showScore(metric, first.value)} before adaptation, ${showScore(metric, last.value)} after ${count(last.step, 'step')}.`
  })
  const chart = drawChart({
    label: `${title} on ${split} episodes. ${said.join(' ')}`,
    x: { label: 'inner steps', ticks: last > 10 ? 5 : last, tickFormat: 'd' },
    y: { label: unit || null, grid: true, ticks: 5, transform: (value: number) => scale * value },
    marks: [
      ...baselines.map(({ score }) => Plot.ruleY([score.mean], { strokeOpacity: 0.7, strokeDasharray: '1 3' })),
      ...lines.flatMap(({ points }, index) => [
        Plot.areaY(points, { x: 'step', y1: 'low', y2: 'high', fill: lineStyle(index).stroke, fillOpacity: 0.18 }),
        Plot.lineY(points, { x: 'step', y: 'value', strokeWidth: 2, ...lineStyle(index) }),
        Plot.dot(
          points.filter(({ step }) => isTellingStep(step, last)),
          { x: 'step', y: 'value', r: 2.5, fill: lineStyle(index).stroke },
        ),
      ]),
      ...baselines.map(({ name, score }) =>
        Plot.text([name], {
          y: score.mean,
          frameAnchor: 'right',
          dy: -7,
          textAnchor: 'end',
          fill: 'currentColor',
          stroke: 'var(--page)',
          strokeWidth: 4,
        }),
      ),
    ],
  })
  const seeds = Math.max(...methods.map(({ runs }) => runs.length))
  const band = seeds > 1 ? `from the lowest of ${seeds} seeds to the highest` : '95 % intervals over episodes'
  const legend = lines.length > 1 ? drawLegend(lines.map(({ name }) => name)) : nothing
  return figure(
    'Learning a new task',
    html`${legend}${chart}`,
    html`The score before adaptation and after each inner step. Bands: ${band}. Dotted: baselines.`,
  )
}

function stepPoints(runs: MethodData['runs']): StepPoint[] {
  const judged = runs.flatMap(({ steps }) => (steps ? [steps] : []))
  return (judged[0] ?? []).map(({ step }, place) => {
    const scores = judged.flatMap((steps) => steps[place]?.score ?? [])
    const value = average(scores.map(({ mean }) => mean))
    const ends =
      scores.length > 1
        ? scores.map(({ mean }) => mean)
        : scores.flatMap(({ mean, interval }) => [mean - (interval || 0), mean + (interval || 0)])
    return { step, value, low: Math.min(...ends), high: Math.max(...ends) }
  })
}

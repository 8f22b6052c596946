// A regression task: its points, and the curve before and after inner steps (as Figure 1 of Eshratifar et al. 2018).

import { showScore } from '@assent/core/tools'
import * as Plot from '@observablehq/plot'
import { drawChart, drawLegend, lineStyle } from './chart.js'
import type { CurveSample } from './data.js'
import { breakable, type Html, html } from './html.js'
import { count } from './numbers.js'

/** One task as `by` took it; alone where `by` is empty. */
export function drawCurves({ task, metric, support, query, curves }: CurveSample, by: string): Html {
  const names = curves.map(({ step, score }) => {
    const when = step === 0 ? 'before adaptation' : `after ${count(step, 'step')}`
    return `${when}: ${showScore(metric, score)}`
  })
  const points = `${count(support.length, 'support point')}, ${count(query.length, 'query point')}`
  const chart = drawChart({
    label: `${task}${by && `, ${by}`}. ${points}. The curve's ${metric.title} ${names.join(', ')}.`,
    x: { label: 'x', ticks: 5 },
    y: { label: 'y', ticks: 5, grid: true },
    marks: [
      Plot.dot(query, { x: 'x', y: 'y', r: 1.5, fill: 'currentColor', fillOpacity: 0.5 }),
      ...curves.map((curve, index) => Plot.lineY(curve.points, { x: 'x', y: 'y', strokeWidth: 2, ...lineStyle(index) })),
      Plot.dot(support, { x: 'x', y: 'y', r: 4.5, symbol: 'triangle', fill: 'currentColor', stroke: 'var(--page)' }),
    ],
  })
  const caption = html`Triangles: support points. Small dots: query points, which the ${metric.title} is taken on.`
  const title = by ? [html`<h4>${breakable(by)}</h4>`] : []
  return html`<figure>${title}${drawLegend(names)}${chart}<figcaption>${caption}</figcaption></figure>`
}

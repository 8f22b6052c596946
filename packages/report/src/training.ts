// How the training went: losses over meta-steps, and what the vote did to the direction.

import { drawLegend, figure } from './chart.js'
import type { LogPoint, MethodData, ReportData } from './data.js'
import { type Html, html, nothing } from './html.js'
import { bandText, drawLines, type Series } from './lines.js'

/** Charts over the meta-steps; nothing where none were logged. */
export function renderTraining({ methods }: ReportData): Html {
  const logged = methods.filter(({ runs }) => runs.some(({ log }) => log.length > 0))
  if (logged.length === 0) return nothing
  const band = bandText(Math.max(...logged.map(({ runs }) => runs.length)))
  const vote = [
    ['Sum of the weights', 'weightSum', 'Σw: 1 for the plain mean.'],
    ['Negative weights', 'negativeShare', 'The share of tasks whose proposal is turned around.'],
    ['Length of the direction', 'stretch', '‖direction‖ / ‖mean‖: 1 where the vote changes no length.'],
  ] as const
  return html`<section><h2>Training</h2>
${logged.length > 1 ? drawLegend(logged.map(({ name }) => name)) : nothing}
<div class="figures">${renderLosses(logged, band)}
${vote.map(([title, key, text]) =>
  figure(
    title,
    drawLines(
      title,
      seriesOf(logged, (line) => line[key]),
    ),
    html`${text} ${band}`,
  ),
)}
</div></section>`
}

/** A single run shows the loss before and after adaptation in one chart; several methods have one chart for each. */
function renderLosses(methods: readonly MethodData[], band: string): Html {
  const support = (line: LogPoint) => line.supportLoss
  const query = (line: LogPoint) => line.queryLoss
  if (methods.length === 1) {
    const series = [
      { ...seriesOf(methods, support)[0], name: 'support, before adaptation' },
      { ...seriesOf(methods, query)[0], name: 'query, after adaptation' },
    ].map(({ name, runs = [] }) => ({ name, runs }))
    const drawing = html`${drawLegend(series.map(({ name }) => name))}${drawLines('Loss', series)}`
    return figure('Loss', drawing, html`Mean loss of the tasks of a meta-step. ${band}`)
  }
  return html`${figure(
    'Loss after adaptation',
    drawLines('Loss after adaptation', seriesOf(methods, query)),
    html`Mean loss on query examples, at θᵢ. ${band}`,
  )}${figure(
    'Loss before adaptation',
    drawLines('Loss before adaptation', seriesOf(methods, support)),
    html`Mean loss on support examples, at θ. ${band}`,
  )}`
}

/** A number over meta-steps; steps without one are left out. */
function seriesOf(methods: readonly MethodData[], of: (line: LogPoint) => number | null): Series[] {
  return methods.map(({ name, runs }) => ({
    name,
    runs: runs.map(({ log }) =>
      log.flatMap((line) => {
        const y = of(line)
        return y === null ? [] : [{ x: line.step, y }]
      }),
    ),
  }))
}

// How the tasks voted over the training: Gram matrices as cosines between proposals, and every weight.

import * as Plot from '@observablehq/plot'
import { drawChart, figure } from './chart.js'
import type { ReportData, Vote } from './data.js'
import { breakable, type Html, html } from './html.js'
import { average, showFixed, showShare, showShort } from './numbers.js'
import { drawPicture } from './picture.js'

/** Gram matrices shown per method, the first and the last of its training among them. */
const SHOWN = 8

/** Weights and Gram matrices of each method's first run. */
export function renderVotes({ methods }: ReportData): Html {
  const voted = methods.flatMap(({ name, runs: [run] }): Voted[] =>
    run && run.votes.length > 0 ? [{ name: `${name}, seed ${run.seed}`, votes: run.votes }] : [],
  )
  const body =
    voted.length > 0
      ? html`<div class="figures">${voted.map(renderWeights)}</div>${explanation}${voted.map(renderGrams)}`
      : html`<p>No votes were saved with this training.</p>`
  return html`<section><h2>How the tasks voted</h2>${body}</section>`
}

/** A method's first training. */
interface Voted {
  readonly name: string
  readonly votes: readonly Vote[]
}

const explanation = html`<p>Each square compares the tasks of one meta-step with each other: blue where two proposals point the same way,
orange where they are opposed, and stronger the more they do. Every step has new tasks, so they are ordered by weight: those
that count most come first.</p>
<p class="scale"><span>−1</span><span class="ramp" role="img" aria-label="Scale of the cosine, from orange at −1 over none at 0 to blue at 1"></span><span>1</span></p>`

/** Every task's weight; uniform weights need no chart. */
function renderWeights({ name, votes }: Voted): Html {
  const title = `Weights of ${name}`
  const points = votes.flatMap(({ step, weights }) => weights.map((weight) => ({ step, weight: weight * weights.length })))
  if (points.every(({ weight }) => Math.abs(weight - 1) < 0.001))
    return html`<div><h3>${breakable(title)}</h3><p>Every task has the same weight, 1/n.</p></div>`
  const ends = votes.map(({ step, weights }) => ({
    step,
    low: Math.min(...weights) * weights.length,
    high: Math.max(...weights) * weights.length,
  }))
  const negative = points.filter(({ weight }) => weight < 0).length / points.length
  const extremes = `from ${showShort(Math.min(...ends.map(({ low }) => low)))} to ${showShort(Math.max(...ends.map(({ high }) => high)))}`
  const drawing = drawChart({
    label: `${title}: n times the weight reaches ${extremes}; ${showShare(negative)} of the weights are negative.`,
    x: { label: 'meta-step', ticks: 4 },
    y: { label: 'n · w', grid: true, ticks: 5 },
    marks: [
      Plot.areaY(ends, { x: 'step', y1: 'low', y2: 'high', fill: 'var(--agree)', fillOpacity: 0.1 }),
      Plot.ruleY([0]),
      Plot.ruleY([1], { strokeDasharray: '4 3' }),
      Plot.dot(
        points.filter(({ weight }) => weight >= 0),
        { x: 'step', y: 'weight', r: 2.5, stroke: 'var(--agree)' },
      ),
      Plot.dot(
        points.filter(({ weight }) => weight < 0),
        { x: 'step', y: 'weight', r: 3, symbol: 'times', stroke: 'var(--oppose)', strokeWidth: 1.5 },
      ),
    ],
  })
  return figure(title, drawing, html`Each mark is a task. Dashed: 1, the plain mean. Crosses: negative weights.`)
}

function renderGrams({ name, votes }: Voted): Html {
  const shown = Math.min(SHOWN, votes.length)
  const places = Array.from({ length: shown }, (_, place) => Math.round((place * (votes.length - 1)) / Math.max(1, shown - 1)))
  const grams = votes.filter((_, place) => places.includes(place)).map((vote) => renderGram(name, vote))
  return html`<h3>Agreement under ${breakable(name)}</h3><ul class="grams">${grams}</ul>`
}

function renderGram(name: string, { step, weights, gram }: Vote): Html {
  const order = [...weights.entries()].sort(([, a], [, b]) => b - a).map(([task]) => task)
  const cosines = order.map((i) => order.map((j) => cosine(gram, i, j)))
  const pairs = cosines.flatMap((row, i) => row.slice(i + 1))
  const said =
    pairs.length === 0
      ? 'one task'
      : `mean cosine ${showFixed(average(pairs))}, ${showShare(pairs.filter((value) => value < 0).length / pairs.length)} of pairs opposed`
  const picture = drawPicture(paint(cosines), `Cosines between the proposals at step ${step} under ${name}: ${said}`)
  return html`<li><figure>${picture}<figcaption><strong>step ${step}</strong><br>${said}</figcaption></figure></li>`
}

/** 0 where a proposal has no length. */
function cosine(gram: Vote['gram'], i: number, j: number): number {
  const product = (a: number, b: number) => gram[a]?.[b] ?? Number.NaN
  const length = Math.sqrt(product(i, i) * product(j, j))
  return length > 0 ? Math.max(-1, Math.min(1, product(i, j) / length)) : 0
}

/** The sign chooses the color and the size its opacity, so that 0 is the page itself. */
function paint(cosines: readonly (readonly number[])[]): Parameters<typeof drawPicture>[0] {
  const size = cosines.length
  const data = new Uint8Array(size * size * 4)
  for (const [place, value] of cosines.flat().entries()) {
    data.set([...(value < 0 ? [217, 95, 2] : [31, 119, 210]), Math.round(255 * Math.abs(value))], place * 4)
  }
  return { width: size, height: size, channels: 4, data }
}

// Charts as markup, drawn without a browser. Colors are variables of the page, so a chart follows light and dark.

import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { breakable, type Html, html, trusted } from './html.js'

/** A chart's marks and scales, as the plotting library takes them. */
export interface ChartOptions extends Plot.PlotOptions {
  /** What the chart shows, in words, for those who do not see it. */
  readonly label: string
}

/** One chart as wide as its place; text stays readable at the width of a phone. */
export function drawChart({ label, ...options }: ChartOptions): Html {
  const { document } = parseHTML('<!doctype html><html></html>')
  const svg = Plot.plot({
    document,
    width: 380,
    height: 250,
    marginTop: 24,
    marginLeft: 50,
    marginBottom: 38,
    style: { fontSize: '13px', background: 'none' },
    ...options,
  })
  for (const part of svg.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label')
  // Our own template escapes the label; the light document leaves some characters in attributes as they are.
  return html`<svg role="img" aria-label="${label}"${trusted(svg.outerHTML.slice('<svg'.length))}`
}

/** How the line of a method looks: no two of the first thirty are alike, and dashes tell where colors do not. */
export function lineStyle(index: number): { stroke: string; strokeDasharray: string } {
  const dashes = ['none', '7 3', '2 3', '9 3 2 3', '4 2']
  return { stroke: `var(--series-${(index % 6) + 1})`, strokeDasharray: dashes[index % dashes.length] ?? 'none' }
}

/** What each line stands for. */
export function drawLegend(names: readonly string[]): Html {
  const keys = names.map((name, index) => {
    const { stroke, strokeDasharray } = lineStyle(index)
    const line = html`<line x1="0" y1="5" x2="32" y2="5" style="stroke: ${stroke}; stroke-dasharray: ${strokeDasharray}" />`
    return html`<li><svg class="key" viewBox="0 0 32 10" aria-hidden="true">${line}</svg> ${breakable(name)}</li>`
  })
  return html`<ul class="legend">${keys}</ul>`
}

/** A chart with its title and what must be known to read it. */
export function figure(title: string, drawing: Html, caption: Html): Html {
  return html`<figure><h3>${breakable(title)}</h3>${drawing}<figcaption>${caption}</figcaption></figure>`
}

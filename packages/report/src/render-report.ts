// A report as one page that needs nothing else: no scripts, no network, the same bytes for the same data.

import { fail } from '@assent/core'
import type { ReportData } from './data.js'
import { breakable, html, trusted } from './html.js'
import { renderResults } from './results.js'
import { renderSamples } from './samples.js'
import { renderSetup } from './setup.js'
import { style } from './style.js'
import { renderTraining } from './training.js'
import { renderVotes } from './votes.js'

/**
 * The whole page, as HTML.
 *
 * @throws AssentError when there is no training to report on
 */
export function renderReport(data: ReportData): string {
  const { title, date, methods } = data
  if (methods.every(({ runs }) => runs.length === 0)) {
    fail('report', 'at least one training', 'none', 'report on a run, or on a comparison with one method that did not diverge')
  }
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Assent">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<header><h1>${breakable(title)}</h1><p>${summarize(data)}${date ? ` ${date}.` : ''}</p></header>
<main>
${renderResults(data)}
${renderTraining(data)}
${renderVotes(data)}
${renderSamples(data)}
${renderSetup(data)}
</main>
</body>
</html>
`.markup
}

function summarize({ methods }: ReportData): string {
  const runs = methods.flatMap((method) => method.runs)
  const seeds = [...new Set(runs.map(({ seed }) => seed))]
  const last = Math.max(0, ...runs.flatMap(({ log }) => log.map(({ step }) => step)))
  const who = methods.length > 1 ? `${methods.length} methods, ` : ''
  return `${who}${last} meta-steps, seed${seeds.length > 1 ? 's' : ''} ${seeds.join(', ')}.`
}

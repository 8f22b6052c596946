// New tasks that the trained models were given: what they learned from, and what they made of it.

import type { ReportData } from './data.js'
import { type Html, html } from './html.js'
import { count } from './numbers.js'
import { drawCurves } from './sample-curves.js'
import { drawPictures } from './sample-pictures.js'

/** The same tasks for every method, side by side. */
export function renderSamples({ methods, judged, withoutSamples = 'None were drawn.' }: ReportData): Html {
  const shown = methods.filter(({ samples }) => samples.length > 0)
  const tasks = shown[0]?.samples.map(({ task }) => task) ?? []
  const text = `The first ${count(tasks.length, `${judged?.split ?? 'test'} episode`)}, not chosen for their looks.`
  const rows = tasks.map((task, place) => {
    const drawings = shown.flatMap(({ name, samples, runs }) => {
      const sample = samples[place]
      const by = methods.length > 1 ? `${name}, seed ${runs[0]?.seed}` : ''
      if (!sample) return []
      return [sample.kind === 'curve' ? drawCurves(sample, by) : drawPictures(sample, by)]
    })
    return html`<h3>${task}</h3><div class="figures">${drawings}</div>`
  })
  return html`<section><h2>Sample tasks</h2><p>${tasks.length > 0 ? text : withoutSamples}</p>${rows}</section>`
}

// New tasks that the trained models were given: what they learned from, and what they made of it.

import type { MethodData, ReportData, Sample } from './data.js'
import { breakable, type Html, html } from './html.js'
import { count } from './numbers.js'
import { drawPictures, drawSeriesSample } from './sample-classes.js'
import { drawCurves } from './sample-curves.js'

/** Every sample task, or why there are none. */
export function renderSamples({ methods, judged, withoutSamples = 'None were drawn.' }: ReportData): Html {
  const shown = methods.filter(({ samples }) => samples.length > 0)
  const number = shown[0]?.samples.length ?? 0
  const text = `The first ${count(number, `${judged?.split ?? 'test'} episode`)}, not chosen for their looks.`
  return html`<section><h2>Sample tasks</h2><p>${number > 0 ? text : withoutSamples}</p>
${methods.length > 1 ? besideEachOther(shown) : html`<div class="figures">${shown.flatMap(({ samples }) => samples.map(drawAlone))}</div>`}
</section>`
}

function drawAlone(sample: Sample): Html {
  return html`<div><h3>${breakable(sample.task)}</h3>${draw(sample, '')}</div>`
}

/** Each task as every method takes it. */
function besideEachOther(methods: readonly MethodData[]): Html {
  const tasks = (methods[0]?.samples ?? []).map(({ task }, place) => {
    const drawings = methods.flatMap(({ name, samples, runs }) => {
      const sample = samples[place]
      return sample ? [draw(sample, `${name}, seed ${runs[0]?.seed}`)] : []
    })
    return html`<h3>${breakable(task)}</h3><div class="figures">${drawings}</div>`
  })
  return html`${tasks}`
}

function draw(sample: Sample, by: string): Html {
  if (sample.kind === 'curve') return drawCurves(sample, by)
  return sample.kind === 'series' ? drawSeriesSample(sample, by) : drawPictures(sample, by)
}

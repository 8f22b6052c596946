// A classification task: a row per class, with what it was learned from and how others of it were taken.

import type { Answered, Picture, PictureSample, SeriesSample, TimeSeries } from './data.js'
import { breakable, type Html, html } from './html.js'
import { count } from './numbers.js'
import { drawPicture } from './picture.js'
import { drawSeries, scaleOf } from './series.js'

/** Images, as large as they are and as wide as they look good. */
export function drawPictures(sample: PictureSample, by: string): Html {
  return drawClasses(sample, by, ({ width, height, channels, values, inverted }, description) => {
    const data = Uint8Array.from(values, (value) => Math.round(255 * Math.max(0, Math.min(1, inverted ? 1 - value : value))))
    return drawPicture({ width, height, channels, data }, description)
  })
}

/** Series in time, all of a task on the same scale. */
export function drawSeriesSample(sample: SeriesSample, by: string): Html {
  const scale = scaleOf([...sample.support, ...sample.query])
  return drawClasses(sample, by, (series, description) => drawSeries(series, scale, description))
}

function drawClasses<Example extends Picture | TimeSeries>(
  sample: { task: string; classes: number; innerSteps: number; support: readonly Example[]; query: readonly Answered<Example>[] },
  by: string,
  draw: (example: Example, description: string) => Html,
): Html {
  const { task, classes, innerSteps, support, query } = sample
  const right = query.filter(({ label, predicted }) => label === predicted).length
  const rows = Array.from({ length: classes }, (_, label) => {
    const learned = support.filter((example) => example.label === label)
    const asked = query.filter((example) => example.label === label)
    return html`<tr><th scope="row">${label + 1}</th><td>${learned.map((example) => draw(example, `support example of class ${label + 1}`))}</td>
${asked.map((example) => html`<td>${drawAnswer(example, draw(example, `query example of class ${label + 1}`))}</td>`)}</tr>`
  })
  const caption = `${by && `${by}: `}${right} of these ${query.length} right after ${count(innerSteps, 'step')}`
  const head = html`<tr><th scope="col">Class</th><th scope="col">Learned from</th><th scope="colgroup" colspan="${query.length / classes}">Taken for</th></tr>`
  return html`<div class="scroll" role="region" aria-label="${task}: ${caption}" tabindex="0">
<table class="examples"><caption>${breakable(caption)}</caption><thead>${head}</thead><tbody>${rows}</tbody></table></div>`
}

function drawAnswer({ label, predicted }: { readonly label: number; readonly predicted: number }, image: Html): Html {
  const right = label === predicted
  return html`<span class="${right ? 'right' : 'wrong'}">${image}<span>${right ? '✓' : '✗'} ${predicted + 1}</span></span>`
}

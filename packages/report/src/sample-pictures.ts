// A classification task: a row per class, with what it was learned from and how others of it were taken.

import type { Picture, PictureSample } from './data.js'
import { type Html, html } from './html.js'
import { count } from './numbers.js'
import { drawPicture } from './picture.js'

export function drawPictures({ task, classes, innerSteps, support, query }: PictureSample, by: string): Html {
  const right = query.filter(({ label, predicted }) => label === predicted).length
  const perClass = query.length / classes
  const rows = Array.from({ length: classes }, (_, label) => {
    const learned = support.filter((picture) => picture.label === label)
    const asked = query.filter((picture) => picture.label === label)
    return html`<tr><th scope="row">${label + 1}</th><td>${learned.map((picture) => draw(picture, `support example of class ${label + 1}`))}</td>
${asked.map((picture) => html`<td>${drawAnswer(picture)}</td>`)}</tr>`
  })
  const caption = `${by && `${by}: `}${right} of these ${query.length} right after ${count(innerSteps, 'step')}`
  const head = html`<tr><th scope="col">Class</th><th scope="col">Learned from</th><th scope="colgroup" colspan="${perClass}">Taken for</th></tr>`
  return html`<div class="scroll" role="region" aria-label="${task}: ${caption}" tabindex="0">
<table class="pictures"><caption>${caption}</caption><thead>${head}</thead><tbody>${rows}</tbody></table></div>`
}

function drawAnswer(picture: Picture & { readonly predicted: number }): Html {
  const { label, predicted } = picture
  const right = label === predicted
  const image = draw(picture, `query example of class ${label + 1}`)
  return html`<span class="${right ? 'right' : 'wrong'}">${image}<span>${right ? '✓' : '✗'} ${predicted + 1}</span></span>`
}

function draw({ width, height, channels, values, inverted }: Picture, description: string): Html {
  const data = Uint8Array.from(values, (value) => Math.round(255 * Math.max(0, Math.min(1, inverted ? 1 - value : value))))
  return drawPicture({ width, height, channels, data }, description)
}

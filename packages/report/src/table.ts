// Tables that can be scrolled sideways where a page is narrow.

import { breakable, type Html, html } from './html.js'

/** The first row and the first column are headings. */
export function table(title: string, head: readonly string[], rows: readonly (readonly string[])[], note?: Html): Html {
  const cells = ([first = '', ...rest]: readonly string[]) =>
    html`<tr><th scope="row">${breakable(first)}</th>${rest.map((text) => html`<td>${text}</td>`)}</tr>`
  return html`<div class="scroll" role="region" aria-label="${title}" tabindex="0"><table><caption>${title}</caption>
<thead><tr>${head.map((text) => html`<th scope="col">${breakable(text)}</th>`)}</tr></thead>
<tbody>${rows.map(cells)}</tbody></table></div>${note ? [html`<p class="note">${note}</p>`] : []}`
}

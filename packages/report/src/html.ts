// Markup as values: whatever is put into a template is escaped, unless it is markup itself.

/** Markup that is safe to put into a page. */
export interface Html {
  readonly markup: string
}

type Part = Html | readonly Html[] | string | number

/** A piece of markup; texts and numbers that are put in are escaped. */
export function html(pieces: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: pieces.map((piece, place) => (place === 0 ? piece : toMarkup(parts[place - 1] as Part) + piece)).join('') }
}

/** Markup from elsewhere, taken as it is. */
export function trusted(markup: string): Html {
  return { markup }
}

export const nothing: Html = trusted('')

function toMarkup(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return escapeText(`${part}`)
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('')
}

const entities: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escapeText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] as string)
}

// Markup as values: whatever is put into a template is escaped, unless it is markup itself.

/** Markup that is safe to put into a page. */
export interface Html {
  readonly markup: string
}

type Part = Html | readonly Html[] | string | number

/** A piece of markup; texts and numbers that are put in are escaped. */
export function html(pieces: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const markup = (part: Part | undefined) => (part === undefined ? '' : toMarkup(part))
  return { markup: pieces.map((piece, place) => markup(parts[place - 1]) + piece).join('') }
}

/** Markup from elsewhere, taken as it is. */
export function trusted(markup: string): Html {
  return { markup }
}

/**
 * A name that may break over lines where its parts meet (`gradient|Agreement`, `learner.|inner.|rate`), so that a narrow page does
 * not break it mid-word.
 */
export function breakable(name: string): Html {
  const parts = name.split(/(?<=[-_./:=,|])(?=[^\s-_./:=,|])|(?<=[a-zé-ÿ0-9])(?=[A-Z])/)
  return trusted(parts.map(escapeText).join('<wbr>'))
}

/** No markup. */
export const nothing: Html = trusted('')

function toMarkup(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return escapeText(`${part}`)
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('')
}

const entities: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escapeText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
}

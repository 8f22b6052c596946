// `npm run bench -- page`: writes the kept results into docs/performance.md, between its markers.

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { fail } from '@assent/core'
import { renderMarkdown } from './render.js'
import { loadResult, type Result } from './result.js'

const page = fileURLToPath(new URL('../../docs/performance.md', import.meta.url))

/** `<!-- bench sine -->` … `<!-- end -->`: what lies between belongs to the subject. */
const place = /<!-- bench (\w+) -->\n[\s\S]*?<!-- end -->/g

/** The tables of a result, and where they come from. */
function renderResult({ subject, machine, rounds, tables }: Result): string {
  const { processor, processors, platform, node, date, loadBefore } = machine
  const source =
    `From \`benchmarks/results/${subject}.json\`: ${date.slice(0, 16).replace('T', ' ')} UTC, ${processors} × ${processor}, ` +
    `${platform}, Node ${node}, ${rounds} rounds, load before the run ${loadBefore}.`
  return [source, ...tables.map(renderMarkdown)].join('\n\n')
}

/** A page with every subject's place filled. */
export function fillPage(text: string, find: (subject: string) => Result | undefined): string {
  if (text.match(place) === null)
    fail('docs/performance.md', 'markers <!-- bench NAME --> … <!-- end -->', 'none', 'restore them')
  return text.replace(place, (_, subject: string) => {
    const result = find(subject)
    const body = result === undefined ? `Not measured yet: \`npm run bench -- ${subject}\`.` : renderResult(result)
    return `<!-- bench ${subject} -->\n\n${body}\n\n<!-- end -->`
  })
}

export function writePage(): void {
  writeFileSync(page, fillPage(readFileSync(page, 'utf8'), loadResult))
}

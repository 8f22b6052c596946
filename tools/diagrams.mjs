// Draws the pictures of docs/concepts.md into docs/images/concepts/: `npm run docs:diagrams`. A test fails where they differ from
// what is kept.

import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { episode } from './diagrams/episode.mjs'
import { secondOrder } from './diagrams/second-order.mjs'
import { steps } from './diagrams/steps.mjs'
import { transduction } from './diagrams/transduction.mjs'
import { agreement, whitening } from './diagrams/votes.mjs'

/** Each file's text. */
export const diagrams = () => ({
  'agreement.svg': agreement(),
  'episode.svg': episode(),
  'second-order.svg': secondOrder(),
  'steps.svg': steps(),
  'transduction.svg': transduction(),
  'whitening.svg': whitening(),
})

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const folder = resolve('docs/images/concepts')
  for (const [name, text] of Object.entries(diagrams())) writeFileSync(join(folder, name), text)
}

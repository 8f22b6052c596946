// The pictures of the concepts are those that their command draws, with the weights that our weightings give.

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { diagrams } from '../tools/diagrams.mjs'

const folder = fileURLToPath(new URL('../docs/images/concepts/', import.meta.url))

it('is drawn by `npm run docs:diagrams`', () => {
  const kept = readdirSync(folder).map((name) => [name, readFileSync(`${folder}${name}`, 'utf8').replaceAll('\r\n', '\n')])
  expect(Object.fromEntries(kept)).toEqual(diagrams())
})

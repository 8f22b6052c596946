// Chooses the outer rate of each rule of the Vote screen: the one with the smallest error on validation tasks after the page's own
// training, among powers of two, from seed 1. Once for good tasks, once with one task of 25 ten times too large.
// `npm run rates -w @assent/playground` writes src/engine/rates.json, with all that was tried.

import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('try-rates.ts', import.meta.url))],
  ...{ bundle: true, write: false, format: 'esm', platform: 'node', conditions: ['assent-source'] },
})
const code = Buffer.from(outputFiles[0].contents).toString('base64')
const { tryRates } = await import(`data:text/javascript;base64,${code}`)
const rates = await tryRates(console.log)
writeFileSync(new URL('../src/engine/rates.json', import.meta.url), `${JSON.stringify(rates, null, 2)}\n`)

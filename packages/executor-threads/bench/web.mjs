// From which size on web workers pay: `node web.mjs [ROUNDS]`. Trains in Chromium (CHROMIUM_PATH), alone and over one and two
// workers by turns. Counts the meta-step that a tenth is faster than: what others do to the machine meets the rest.

import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'

const [, , rounds = '7'] = process.argv
const path = (name) => fileURLToPath(new URL(name, import.meta.url))

const { outputFiles } = await build({
  entryPoints: { page: path('page.ts'), worker: path('../test/web/worker.ts') },
  bundle: true,
  write: false,
  outdir: '/',
  format: 'esm',
  platform: 'browser',
  conditions: ['assent-source'],
})
const files = new Map(outputFiles.map(({ path, text }) => [path, { type: 'text/javascript', text }]))
files.set('/', { type: 'text/html', text: '<!doctype html><title>bench</title><script type="module" src="/page.js"></script>' })
const server = createServer(({ url }, response) => {
  const file = files.get(url.split('?')[0])
  response.writeHead(file ? 200 : 404, { 'content-type': file?.type ?? 'text/plain' }).end(file?.text)
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
const page = await browser.newPage()
await page.goto(`http://127.0.0.1:${server.address().port}/`)
await page.waitForFunction(() => 'bench' in globalThis)

const fastest = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 10)]
const crews = [0, 1, 2]
for (const [size, name] of (await page.evaluate(() => bench.names)).entries()) {
  const times = crews.map(() => [])
  for (let round = 0; round < Number(rounds); round++) {
    for (const turn of crews) {
      const crew = (turn + round) % crews.length
      times[crew].push(...(await page.evaluate(([size, workers]) => bench.time(size, workers), [size, crews[crew]])))
    }
  }
  const [alone, one, two] = times.map(fastest)
  const shown = [alone, one, two].map((time) => time.toFixed(2)).join(' / ')
  const faster = [one, two].map((time) => (alone / time).toFixed(2)).join(' and ')
  console.log(`${name}: ${shown} ms alone, over 1, over 2 workers; ${faster} times as fast as alone`)
}
await browser.close()
server.close()

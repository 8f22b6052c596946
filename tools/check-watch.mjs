// Watches a long run in Chromium and prints the memory of the server and of the page, which must not grow after the first minute.
// `npm run check:watch [-- --steps 100000]`

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'

const { values } = parseArgs({
  options: { steps: { type: 'string', default: '100000' }, browser: { type: 'string', default: '/usr/bin/chromium' } },
})
const command = fileURLToPath(new URL('../packages/cli/bin/assent.js', import.meta.url))
const root = mkdtempSync(join(tmpdir(), 'assent-watch-'))
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const start = (...words) => spawn(process.execPath, [command, ...words], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })

const training = start(
  'train',
  '--preset',
  'sinusoid-maml',
  '--weighting',
  'gradientAgreement',
  '--steps',
  values.steps,
  '--no-evaluate',
  '--out',
  'run',
)
training.stdout.resume()
while (!existsSync(join(root, 'run', 'log.jsonl'))) await pause(100)
const watch = start('watch', 'run')
let said = ''
watch.stdout.on('data', (text) => {
  said += text
})
while (!/http:\S+/.test(said)) await pause(50)
const browser = await chromium.launch({ executablePath: values.browser, args: ['--no-sandbox'] })
const page = await browser.newPage()
await page.goto(/http:\S+/.exec(said)[0])
const session = await page.context().newCDPSession(page)
const started = performance.now()

/** In mebibytes; the page's after everything that can be freed was. */
async function measure() {
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length)
  const resident = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${watch.pid}/status`, 'utf8'))?.[1]) / 1024
  return { page: usedSize / 2 ** 20, server: resident, nodes, state: await page.textContent('#state') }
}

console.log('  s   server MiB   page MiB   elements   state')
while (training.exitCode === null) {
  await pause(10_000)
  const { page: heap, server, nodes, state } = await measure()
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  console.log(
    [
      seconds.padStart(3),
      server.toFixed(1).padStart(12),
      heap.toFixed(2).padStart(10),
      `${nodes}`.padStart(10),
      `  ${state}`,
    ].join(' '),
  )
}
await browser.close()
watch.kill('SIGTERM')
rmSync(root, { recursive: true })

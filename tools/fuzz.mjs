// Fuzzes every reader of files that others made: `npm run check:fuzz [-- --seconds 10 --count N --formats checkpoint,zip
// --seed 1 --first 0]`. Time and count are for each format. A finding is named by its number: `--first NUMBER --count 1` makes it
// again. Ctrl-C ends it with what was found until then.

import { mkdirSync, rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { build } from 'esbuild'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    count: { type: 'string' },
    formats: { type: 'string' },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
  },
})

/** Long enough for the slowest case on a busy machine. */
const hangSeconds = 60

/** Of this run alone; within node_modules, where packages that are no part of the bundle are found from. */
const folder = new URL(`../node_modules/.cache/assent-fuzz-${process.pid}/`, import.meta.url)

async function bundle() {
  mkdirSync(folder, { recursive: true })
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const entry = (name) => new URL(`fuzz/${name}.ts`, import.meta.url).pathname
  await build({
    entryPoints: { worker: entry('worker'), targets: entry('targets') },
    outdir: folder.pathname,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    conditions: ['assent-source'],
    external: ['sharp', 'jiti', '@tensorflow/*'],
  })
}

/** The report of one format, or the number of the case that hangs or ends the thread. */
function fuzz(name, plan) {
  const current = new Int32Array(new SharedArrayBuffer(8))
  const worker = new Worker(new URL('worker.mjs', folder), { workerData: { name, plan, current } })
  return new Promise((resolve) => {
    let [seen, since] = [-1, Date.now()]
    const watch = setInterval(() => {
      if (current[0] !== seen) [seen, since] = [current[0], Date.now()]
      else if (Date.now() - since > hangSeconds * 1000) end({ lost: `case ${seen} hangs` })
    }, 1000)
    const stop = () => Atomics.store(current, 1, 1)
    process.once('SIGINT', stop)
    const end = (outcome) => {
      clearInterval(watch)
      process.off('SIGINT', stop)
      worker.terminate()
      resolve(outcome)
    }
    worker.on('message', end)
    worker.on('error', (error) => end({ lost: `case ${current[0]} ended the thread: ${error.stack}` }))
  })
}

await bundle()
const { targets } = await import(new URL('targets.mjs', folder))
const names = values.formats?.split(',') ?? Object.keys(targets)
const unknown = names.filter((name) => !Object.hasOwn(targets, name))
if (unknown.length > 0) throw new Error(`unknown formats ${unknown}; there are ${Object.keys(targets).join(', ')}`)
const count = values.count === undefined ? 2 ** 31 - 1 : Number(values.count)
const seconds = Number(values.seconds ?? (values.count === undefined ? 10 : 1e9))
const plan = { seed: Number(values.seed), first: Number(values.first), count, seconds }
let stopped = false
process.once('SIGINT', () => {
  stopped = true
})
let passed = 0
let failed = 0
for (const name of names) {
  if (stopped) break
  const { lost, findings = [], ...report } = await fuzz(name, plan)
  if (lost) console.log(`${name}: ${lost}`)
  else {
    const { cases, accepted, slowest, slowestNumber, peak } = report
    const rate = Math.round(cases / report.seconds)
    const worst = `slowest ${slowest.toFixed(1)} ms (case ${slowestNumber}), peak ${Math.round(peak / 2 ** 20)} MiB`
    console.log(`${name}: ${cases} cases, ${accepted} accepted, ${rate} per second, ${worst}, ${findings.length} findings`)
  }
  for (const { number, what, file } of findings) console.log(`  case ${number}: ${what}\n    ${file.slice(0, 2000)}`)
  if (lost || findings.length > 0) failed++
  else passed++
}
console.log(`seed ${values.seed}: ${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

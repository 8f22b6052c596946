// Runs the core paths on Bun, Deno and other versions of Node, and compares them with this Node: `npm run check:runtimes`, or
// `-- bun=/where/bun node24=/where/node` for those that are not on the PATH. What is not there is passed over and said to be,
// unless `--expect NAME` wants it.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const program = fileURLToPath(new URL('../test/runtimes/core-paths.mjs', import.meta.url))
const { values, positionals } = parseArgs({
  options: { expect: { type: 'string', multiple: true, default: [] } },
  allowPositionals: true,
})
const places = Object.fromEntries(positionals.map((text) => text.split(/=(.*)/)))
const words = { node22: [], node24: [], bun: [], deno: ['run', '--allow-all'] }

/** Engines may round the functions of `Math` otherwise: what must agree is all but the last digits. */
const TOLERANCE = 1e-5

/** The numbers of each path; a text where it failed; undefined where the runtime is not there. */
function run(command, options = []) {
  const env = { ...process.env, DENO_NO_UPDATE_CHECK: '1' }
  const { error, stdout, stderr } = spawnSync(command, [...options, program], { encoding: 'utf8', env })
  if (error?.code === 'ENOENT') return undefined
  if (error) throw error
  try {
    return JSON.parse(stdout.trim().split('\n').at(-1))
  } catch {
    throw new Error(`${command} printed no result:\n${stdout}${stderr}`)
  }
}

const isClose = (a, b) => Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a))

/** How a path's outcome compares with what this Node found. */
function compare(expected, found) {
  if (!Array.isArray(found)) return `failed: ${found}`
  if (JSON.stringify(found) === JSON.stringify(expected)) return 'same'
  const close = found.length === expected.length && found.every((value, place) => isClose(expected[place], value))
  return close ? 'same, to rounding' : `OTHER NUMBERS: ${found} instead of ${expected}`
}

const expected = run(process.execPath)
let failed = 0
for (const [path, outcome] of Object.entries(expected)) {
  if (Array.isArray(outcome)) continue
  console.log(`this Node, ${path}: failed: ${outcome}`)
  failed++
}
for (const [name, options] of Object.entries(words)) {
  const found = run(places[name] ?? name, options)
  if (!found) {
    console.log(`${name}: not installed, passed over`)
    if (values.expect.includes(name)) failed++
    continue
  }
  for (const [path, outcome] of Object.entries(expected)) {
    const verdict = compare(outcome, found[path])
    console.log(`${name}, ${path}: ${verdict}`)
    if (!verdict.startsWith('same')) failed++
  }
}
console.log(failed === 0 ? 'runtimes: as on this Node' : `runtimes: ${failed} failures`)
process.exitCode = failed === 0 ? 0 : 1

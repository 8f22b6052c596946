// Kills a comparison three times on its way, resumes it, and compares every file with an unbroken comparison's.
// `npm run check:compare [-- --seed 1]`

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { randomNumbers, runAssent } from './killing.mjs'

const KILLS = 3
const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' } } })
const grid = {
  '--learners': 'maml,reptile',
  '--weightings': 'uniform,gradientAgreement,cosineAgreement',
  '--outer-rates': '0.0003,0.001,0.003',
  '--seeds': '1,2,3',
}
const comparison = ['compare', '--preset', 'sinusoid-maml', '--steps', '60', '--episodes', '40', '--out', 'runs']
const words = [...comparison, ...Object.entries(grid).flat()]

/** Every file below a folder, by its path there. */
function filesIn(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  return new Map(paths.sort().map((path) => [path.slice(folder.length + 1), readFileSync(path)]))
}

const root = mkdtempSync(join(tmpdir(), 'assent-compare-'))
const [whole, killed] = ['whole', 'killed'].map((name) => join(root, name))
const random = randomNumbers(Number(values.seed))
try {
  for (const folder of [whole, killed]) mkdirSync(folder)
  const started = performance.now()
  await runAssent(words, { cwd: whole })
  const duration = performance.now() - started
  console.log(`seed ${values.seed}: ${KILLS} kills at random moments of a comparison of ${Math.round(duration)} ms`)
  for (let kill = 1; kill <= KILLS; kill++) {
    // What is left after each kill is at least a fifth of the whole, so that the next one meets it running.
    const lifetime = (0.05 + 0.2 * random()) * duration
    const resume = kill === 1 ? [] : ['--resume']
    if (await runAssent([...words, ...resume], { cwd: killed, lifetime })) throw new Error('it ended before it was killed')
    const reached = filesIn(killed)
    const cells = [...reached.keys()].filter((path) => path.endsWith('checkpoint.safetensors')).length
    console.log(`killed after ${Math.round(lifetime)} ms, with ${cells} cells begun`)
  }
  await runAssent([...words, '--resume'], { cwd: killed })
  const [expected, found] = [filesIn(whole), filesIn(killed)]
  const paths = [...new Set([...expected.keys(), ...found.keys()])]
  const other = paths.filter((path) => !found.has(path) || !expected.get(path)?.equals(found.get(path)))
  for (const path of other) console.log(`OTHER BYTES: ${path}`)
  console.log(`${paths.length - other.length} passed, ${other.length} failed`)
  process.exitCode = other.length === 0 ? 0 : 1
} finally {
  rmSync(root, { recursive: true })
}

// Keeps what matters of a finished run or comparison in results/NAME: numbers, settings, a thinned log, the report.
// `npm run results:keep -- runs/NAME` after `assent report runs/NAME`; then `npm run results:page`.

import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

const LOG_LINES = 100
const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('pass the folder of a run or a comparison')

const target = resolve('results', basename(resolve(folder)))

/** About {@link LOG_LINES} lines of a log, the last among them. */
function thin(log) {
  const lines = log.trim().split('\n')
  const every = Math.ceil(lines.length / LOG_LINES)
  return lines.filter((_, index) => (lines.length - 1 - index) % every === 0)
}

function keep(from, to) {
  mkdirSync(to, { recursive: true })
  for (const name of ['run.json', 'evaluation.json', 'test.json', 'comparison.json', 'report.html']) {
    if (existsSync(join(from, name))) copyFileSync(join(from, name), join(to, name))
  }
  const log = join(from, 'log.jsonl')
  if (existsSync(log)) writeFileSync(join(to, 'log.jsonl'), `${thin(readFileSync(log, 'utf8')).join('\n')}\n`)
}

keep(folder, target)
const comparison = join(folder, 'comparison.json')
if (existsSync(comparison)) {
  const { methods } = JSON.parse(readFileSync(comparison, 'utf8'))
  const cells = methods.flatMap(({ result }) => (result?.checkpoints ?? []).map((checkpoint) => basename(dirname(checkpoint))))
  for (const cell of cells) keep(join(folder, cell), join(target, cell))
}
console.log(`kept: ${target}`)

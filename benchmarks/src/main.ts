// `npm run bench -- SUBJECT…|all|page [--peers PYTHON] [--rounds N] [--json]`: measures, prints and keeps results.

import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { fail } from '@assent/core'
import { describeMachine } from './results/machine.js'
import { writePage } from './results/page.js'
import { renderText } from './results/render.js'
import { type Result, saveResult } from './results/result.js'
import { subjects } from './subjects/index.js'
import type { Subject } from './subjects/subject.js'

const ROUNDS = 15

/** The subjects that were asked for, or what can be asked for. */
function chooseSubjects(asked: readonly string[]): [string, Subject][] {
  const known = Object.keys(subjects)
  const names = asked.includes('all') ? known : asked
  if (names.length === 0) fail('bench', `${known.join(', ')}, all or page`, 'nothing', 'say what to measure')
  return names.map((name) => [name, subjects[name] ?? fail('bench', `one of ${known.join(', ')}`, name, 'correct the name')])
}

function readRounds(text: string | undefined): number {
  const rounds = text === undefined ? ROUNDS : Number(text)
  if (Number.isInteger(rounds) && rounds >= 1) return rounds
  return fail('bench --rounds', 'a whole number of at least 1', `${text}`, 'correct the option')
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { peers: { type: 'string' }, rounds: { type: 'string' }, json: { type: 'boolean' } },
  })
  if (positionals.includes('page')) {
    writePage()
    return
  }
  const rounds = readRounds(values.rounds)
  const note = (text: string) => void process.stderr.write(`${text}\n`)
  const machine = describeMachine()
  const results: Result[] = []
  for (const [subject, measure] of chooseSubjects(positionals)) {
    const result: Result = { subject, machine, rounds, ...(await measure({ rounds, peers: values.peers, note })) }
    results.push(result)
    const file = saveResult(result)
    if (!values.json) for (const table of result.tables) console.log(`${renderText(table)}\n`)
    note(`kept in ${relative(process.cwd(), file)}`)
  }
  if (values.json) console.log(JSON.stringify(results))
}

try {
  await main()
  process.exit()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

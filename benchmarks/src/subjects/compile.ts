// `compile`: from a learner to a program that is ready to run, the first time in a fresh process and again in a warm one.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simd } from '@assent/backend-simd'
import { learnerProgram } from '@assent/core/tools'
import { entrantsFor } from '../contestants/entrants.js'
import { spread } from '../interleave.js'
import { type Entrant, openContestant } from '../peer/open.js'
import { showSpread } from '../results/render.js'
import type { ResultTable } from '../results/result.js'
import { partsOf } from '../work/problem.js'
import { convWorks, describeWork, sineWorks, type Work } from '../work/work.js'
import { writeWork } from '../work/write-work.js'
import type { Subject, SubjectOptions } from './subject.js'

/** The largest of each kind, with the time that a user should wait at most. */
const works: readonly { readonly work: Work; readonly bar: number }[] = [
  ...sineWorks.filter(({ name }) => name === 'sine_maml5').map((work) => ({ work, bar: 100 })),
  ...convWorks.filter(({ name }) => name === 'conv_maml1_T25').map((work) => ({ work, bar: 500 })),
]

/** Starting a process takes seconds, so these rounds are few. */
const MOST_STARTS = 5

type Samples = Map<string, number[]>

function add(samples: Samples, name: string, milliseconds: number): void {
  samples.set(name, [...(samples.get(name) ?? []), milliseconds])
}

async function timeStarts(
  entrants: readonly Entrant[],
  samples: Samples,
  { rounds, note }: SubjectOptions,
): Promise<Map<string, string>> {
  const missing = new Map<string, string>()
  for (let round = 0; round < Math.min(rounds, MOST_STARTS); round++) {
    for (const entrant of entrants.filter(({ name }) => !missing.has(name))) {
      note(`compile: starting ${entrant.name}`)
      const opened = await openContestant(entrant)
      if ('missing' in opened) missing.set(entrant.name, opened.missing)
      else {
        if (opened.compileMilliseconds !== undefined) add(samples, `${entrant.name}, fresh process`, opened.compileMilliseconds)
        opened.close()
      }
    }
  }
  return missing
}

async function timeWarm(work: Work, samples: Samples, rounds: number): Promise<void> {
  const parts = partsOf(work)
  for (let round = 0; round < rounds; round++) {
    const backend = await simd()
    const started = performance.now()
    const program = learnerProgram({ ...parts, backend })
    const traced = performance.now()
    const executable = await backend.compile(program, work.tasks)
    add(samples, 'Assent simd, trace and differentiate, warm', traced - started)
    add(samples, 'Assent simd, plan, warm', performance.now() - traced)
    executable.dispose()
  }
}

export const compile: Subject = async (options) => {
  const folder = mkdtempSync(join(tmpdir(), 'assent-bench-'))
  try {
    const tables: ResultTable[] = []
    const samples: { [table: string]: { [contestant: string]: number[] } } = {}
    for (const { work, bar } of works) {
      const field = { work, file: writeWork(folder, work), threads: 1, peers: options.peers }
      const entrants = entrantsFor(field).filter(({ name }) => ['Assent simd', 'jax-js', 'JAX'].includes(name))
      const times: Samples = new Map()
      const missing = await timeStarts(entrants, times, options)
      await timeWarm(work, times, options.rounds)
      tables.push({
        title: `compile ${work.name}: ${describeWork(work)}`,
        head: ['', 'ms (quartiles)'],
        rows: [
          ...[...times].map(([name, values]) => [name, showSpread(spread(values))]),
          ...[...missing].map(([name, reason]) => [name, `missing: ${reason}`]),
        ],
        notes: [`Bar for ours: ${bar} ms.`],
      })
      samples[work.name] = Object.fromEntries(times)
    }
    return { tables, samples }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

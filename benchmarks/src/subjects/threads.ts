// `threads`: the same meta-step in this process, with one worker thread, and with two.

import { inProcess } from '@assent/core'
import { threads } from '@assent/executor-threads'
import { interleave, ratios, spread } from '../interleave.js'
import { repeatedTimer } from '../repeat.js'
import { showSpread } from '../results/render.js'
import type { ResultTable } from '../results/result.js'
import { openWork } from '../work/session.js'
import { convWorks, describeWork, type Work } from '../work/work.js'
import type { Subject } from './subject.js'

const TASKS = 32

const works: readonly Work[] = convWorks
  .filter(({ name }) => name.endsWith('T25'))
  .map((work) => ({ ...work, name: work.name.replace('T25', `T${TASKS}`), tasks: TASKS }))

export const threadsSubject: Subject = async ({ rounds, note }) => {
  const tables: ResultTable[] = []
  const samples: { [table: string]: { [contestant: string]: readonly number[] } } = {}
  for (const work of works) {
    note(`threads ${work.name}`)
    const sessions = [
      { name: '1 worker', session: await openWork(work, threads({ workers: 1 })) },
      { name: '2 workers', session: await openWork(work, threads({ workers: 2 })) },
      { name: 'in this process', session: await openWork(work, inProcess()) },
    ]
    const timers = []
    for (const { name, session } of sessions) timers.push(await repeatedTimer(name, 0, () => session.step()))
    const times = await interleave(timers, rounds)
    for (const { session } of sessions) session.close()
    const base = times.get('1 worker') as number[]
    tables.push({
      title: `threads ${work.name}: ${describeWork(work)}`,
      head: ['', 'ms per meta-step (quartiles)', 'times as fast as 1 worker (quartiles)'],
      rows: [...times].map(([name, values]) => [name, showSpread(spread(values)), showSpread(ratios(base, values))]),
      notes: ['Bar for 2 workers: 1.7 times as fast.'],
    })
    samples[work.name] = Object.fromEntries(times)
  }
  return { tables, samples }
}

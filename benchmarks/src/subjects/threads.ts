// `threads`: the same meta-step in this process, with one worker thread, and with two.

import { inProcess } from '@assent/core/tools'
import { threads } from '@assent/executor-threads'
import { interleave, ratios, spread } from '../interleave.js'
import { openRegisterThreads } from '../limits/register-threads.js'
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
    const registers = await openRegisterThreads(2)
    const timers = [...registers.timers]
    for (const { name, session } of sessions) timers.push(await repeatedTimer(name, 0, () => session.step()))
    const times = await interleave(timers, rounds)
    for (const { session } of sessions) session.close()
    registers.close()
    const timesOf = (name: string) => times.get(name) as number[]
    const base = timesOf('1 worker')
    const possible = ratios(timesOf('registers, 1'), timesOf('registers, 2'))
    tables.push({
      title: `threads ${work.name}: ${describeWork(work)}`,
      head: ['', 'ms per meta-step (quartiles)', 'times as fast as 1 worker (quartiles)'],
      rows: sessions.map(({ name }) => [name, showSpread(spread(timesOf(name))), showSpread(ratios(base, timesOf(name)))]),
      notes: [
        `Bar for 2 workers: 1.7 times as fast. In registers, two threads that shared the work were ${showSpread(possible)} times as fast as one in the same rounds.`,
      ],
    })
    samples[work.name] = Object.fromEntries(times)
  }
  return { tables, samples }
}

// `cluster`: the same meta-step in this process, and on one and two worker processes of a cluster on this machine; and what a job
// costs beside its work. Needs redis-server.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fail } from '@assent/core'
import { inProcess } from '@assent/core/tools'
import { bullmq } from '@assent/executor-bullmq'
import { interleave, ratios, spread } from '../interleave.js'
import { repeatedTimer } from '../repeat.js'
import { showSpread } from '../results/render.js'
import type { ResultTable } from '../results/result.js'
import { openWork, type WorkSession } from '../work/session.js'
import { convWorks, describeWork, sineWorks, type Work } from '../work/work.js'
import type { Subject } from './subject.js'

const TASKS = 32
const PORT = 6390
const url = `redis://127.0.0.1:${PORT}`

const withTasks = (work: Work): Work => ({ ...work, name: work.name.replace(/_T\d+$/, '').concat(`_T${TASKS}`), tasks: TASKS })
const conv = convWorks.filter(({ name }) => name.endsWith('T25')).map(withTasks)
const sine = sineWorks.filter(({ name }) => name === 'sine_maml1').map(withTasks)

export const cluster: Subject = async ({ rounds, note }) => {
  const processes = [await startServer(), startWorker('one'), startWorker('two'), startWorker('two')]
  try {
    const tables: ResultTable[] = []
    const samples: { [table: string]: { [contestant: string]: readonly number[] } } = {}
    for (const work of conv) {
      note(`cluster ${work.name}`)
      const { table, times } = await measureWorkers(work, rounds)
      tables.push(table)
      samples[work.name] = times
    }
    for (const work of sine) {
      note(`cluster, jobs of ${work.name}`)
      const { table, times } = await measureJobs(work, rounds)
      tables.push(table)
      samples[`${work.name} by blocks`] = times
    }
    return { tables, samples }
  } finally {
    for (const child of processes) child.kill()
  }
}

const open = (work: Work, name: string, block?: number): Promise<WorkSession> =>
  openWork(work, bullmq({ url, name, problem: { ...work }, ...(block && { block }) }))

async function measureWorkers(work: Work, rounds: number) {
  const sessions = [
    { name: '1 worker', session: await open(work, 'one') },
    { name: '2 workers', session: await open(work, 'two', TASKS / 4) },
    { name: 'in this process', session: await openWork(work, inProcess()) },
  ]
  const times = await timeAll(sessions, rounds)
  const base = times.get('1 worker') as number[]
  const rows = [...times].map(([name, own]) => [name, showSpread(spread(own)), showSpread(ratios(base, own))])
  const table: ResultTable = {
    title: `cluster ${work.name}: ${describeWork(work)}`,
    head: ['', 'ms per meta-step (quartiles)', 'times as fast as 1 worker (quartiles)'],
    rows,
    notes: ['Bar for 2 workers: 1.6 times as fast.'],
  }
  return { table, times: Object.fromEntries(times) }
}

/** The same work in few jobs and in many: the difference is what a job costs. */
async function measureJobs(work: Work, rounds: number) {
  const sessions = [
    { name: '1 block', session: await open(work, 'one', TASKS) },
    { name: `${TASKS} blocks`, session: await open(work, 'one', 1) },
  ]
  const times = await timeAll(sessions, rounds)
  const [few, many] = [...times.values()] as [number[], number[]]
  // Two jobs for each block: the tasks' proposals, and the sum of their updates.
  const perJob = many.map((time, round) => (time - (few[round] as number)) / (TASKS - 1))
  const table: ResultTable = {
    title: `cluster, jobs of ${work.name}: ${describeWork(work)}`,
    head: ['', 'ms per meta-step (quartiles)'],
    rows: [...times].map(([name, own]) => [name, showSpread(spread(own))]),
    notes: [`A job more costs ${showSpread(spread(perJob))} ms, its share of the kernels' start included. Bar: 1 ms.`],
  }
  return { table, times: Object.fromEntries(times) }
}

async function timeAll(sessions: readonly { readonly name: string; readonly session: WorkSession }[], rounds: number) {
  const timers = []
  for (const { name, session } of sessions) timers.push(await repeatedTimer(name, 200, () => session.step()))
  const times = await interleave(timers, rounds)
  for (const { session } of sessions) session.close()
  return times
}

async function startServer(): Promise<ChildProcess> {
  const words = ['--port', `${PORT}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const server = spawn('redis-server', words, { stdio: ['ignore', 'pipe', 'inherit'] })
  server.on('error', () => {})
  const first = await Promise.race([once(server.stdout, 'data'), once(server, 'exit').then(() => undefined)])
  return first ? server : fail('bench cluster', `redis-server at port ${PORT}`, 'none', 'apt-get install redis-server', 'missing')
}

function startWorker(name: string): ChildProcess {
  const file = new URL('./cluster-worker.js', import.meta.url)
  return spawn(process.execPath, [file.pathname, url, name], { stdio: 'inherit' })
}

// A comparison whose cells are trained by the workers of a cluster: the same bytes as by one process, also after kills. Needs
// redis-server, as CI has it. Reads the build.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it } from 'vitest'
import { skipsCluster, startServer, type TestServer } from '../../executor-bullmq/test/redis.js'
import { readFiles, takeFiles } from '../src/compare/cell-files.js'
import { parseOuterRates } from '../src/compare/outer-rates.js'
import { prepareComparison } from '../src/compare/prepare.js'
import type { Prepared } from '../src/compare/train-cells.js'
import { silent } from '../src/output/terminal.js'
import { runProgram } from '../src/program.js'
import { command, contentOf, runCommand, usePlace } from './support.js'

const place = usePlace()

let server: TestServer
let workers: ChildProcess[] = []
afterEach(async () => {
  for (const worker of workers) worker.kill('SIGKILL')
  workers = []
  await server?.kill()
})

/** A worker as a process; what it says, line by line. */
function startWorker(...words: string[]) {
  const child = spawn(process.execPath, [command, 'worker', '--queue', server.url, ...words], { cwd: place.folder })
  workers.push(child)
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', (line) => lines.push(line))
  return { child, lines }
}

const words = (steps: number, ...others: string[]) => [
  ...['compare', '--preset', 'sinusoid-maml', '--inner-rate', '0.001', '--tasks-per-step', '4', '--episodes', '10'],
  ...['--steps', `${steps}`, '--weightings', 'uniform,whitened', '--outer-rates', '0.001,0.002', '--seeds', '1,2', ...others],
]

describe.skipIf(skipsCluster)('compare --workers', () => {
  it('trains every cell elsewhere, to the same bytes, and judges it there', async () => {
    server = await startServer()
    startWorker()
    startWorker()
    expect(await runProgram(words(8, '--out', 'one'))).toBe(0)
    place.forget()
    expect(await runProgram(words(8, '--out', 'two', '--workers', server.url))).toBe(0)
    expect(contentOf(place, 'two')).toEqual(contentOf(place, 'one'))
    expect(place.noted + place.printed).toMatch(/8 of 8: \S+ finished/)
    expect(place.noted + place.printed).toMatch(/4 of 4: \S+ judged on test tasks/)
    expect(place.noted + place.printed).not.toContain('\njudging')
  })

  it('goes on after three kills, of the command and of workers, at other moments', async () => {
    server = await startServer()
    expect(await runProgram(words(400, '--out', 'whole'))).toBe(0)
    const again = words(400, '--out', 'killed', '--workers', server.url, '--resume')
    const [first] = [startWorker(), startWorker()]
    for (const after of ['1 of 8', '3 of 8']) {
      expect((await runCommand(place, again, { signal: 'SIGKILL', after })).code).toBeNull()
      first.child.kill('SIGKILL')
    }
    startWorker()
    const { code, error } = await runCommand(place, again)
    expect(code, error).toBe(0)
    expect(contentOf(place, 'killed')).toEqual(contentOf(place, 'whole'))
  })

  it('says how to go on when it is asked to stop', async () => {
    server = await startServer()
    startWorker()
    const started = words(4000, '--out', 'stopped', '--workers', server.url)
    const { code, out, error } = await runCommand(place, started, { signal: 'SIGTERM', after: '1 of 8' })
    expect(code).toBe(130)
    expect(out + error).toContain(`go on with: assent ${started.join(' ')} --resume`)
  })

  it('loads a weighting from elsewhere only where the worker names it too', async () => {
    server = await startServer()
    place.install()
    place.write(
      'mine.mjs',
      "import { uniform } from '@assent/weightings'\nexport const mine = () => ({ ...uniform(), name: 'mine' })",
    )
    const compare = ['compare', '--preset', 'sinusoid-maml', '--tasks-per-step', '4', '--episodes', '10', '--steps', '4']
    const foreign = [...compare, '--weightings', 'uniform,./mine.mjs', '--out', 'foreign', '--workers', server.url]
    const { child } = startWorker()
    const refused = await runCommand(place, foreign)
    expect(refused.error).toMatch(/expected parts of Assent; found the weighting \.\/mine\.mjs/)
    child.kill('SIGKILL')
    startWorker('--weighting', './mine.mjs')
    const { code, error } = await runCommand(place, [...foreign, '--resume'])
    expect(code, error).toBe(0)
  })

  it('is refused beside what does not go with it', async () => {
    const url = 'redis://127.0.0.1:1'
    await expect(runProgram(words(2, '--jobs', '2', '--workers', url))).rejects.toThrow(
      /\[--jobs\] expected no --workers beside it/,
    )
    await expect(runProgram(words(2, '--split'))).rejects.toThrow(/\[--split\] expected --workers beside it/)
    await expect(runProgram(words(2, '--executor', '@assent/executor-threads', '--workers', url))).rejects.toThrow(
      /\[--workers\] expected no --executor beside it/,
    )
    expect(await runProgram(words(2, '--out', 'done'))).toBe(0)
    await expect(runProgram(words(2, '--out', 'done', '--workers', url))).rejects.toThrow(
      /\[--out\] expected a folder without a run/,
    )
  })

  it('splits meta-batches where it is asked to', async () => {
    server = await startServer()
    startWorker()
    const small = ['compare', '--preset', 'sinusoid-maml', '--tasks-per-step', '4', '--episodes', '10', '--steps', '4']
    expect(await runProgram([...small, '--out', 'alone'])).toBe(0)
    expect(await runProgram([...small, '--out', 'split', '--workers', server.url, '--split'])).toBe(0)
    expect(contentOf(place, 'split')).toEqual(contentOf(place, 'alone'))
    expect(place.printed).toMatch(/blocks of up to \d+ tasks/)
  })
})

describe('what comes back of a cell', () => {
  /** Two cells that were trained, and a folder for what comes back of the first. */
  const trained = async () => {
    expect(await runProgram(words(4, '--out', 'here'))).toBe(0)
    const options = { preset: 'sinusoid-maml', innerRate: 0.001, tasksPerStep: 4, episodes: 10, steps: 4, words: [] }
    const grid = {
      weightings: ['uniform', 'whitened'],
      outerRates: parseOuterRates('0.001,0.002', '--outer-rates'),
      seeds: [1, 2],
      out: 'here',
    }
    const { cells } = await prepareComparison({ ...options, ...grid }, place.folder, silent)
    const rates = ['uniform-rate0.001-s1', 'whitened-rate0.001-s1'].map((name) => readFiles(place.path(`here/${name}`)))
    mkdirSync(place.path('back'))
    return { cell: { ...(cells[0] as Prepared), folder: place.path('back') }, files: rates }
  }

  it('is refused as damaged where it is another run, changed, or short of what was asked, and leaves nothing', async () => {
    const { cell, files } = await trained()
    const [own = new Map(), other = new Map()] = files
    const isDamaged = expect.objectContaining({ kind: 'damaged' })
    const without = (name: string) => new Map([...own].filter(([each]) => each !== name))
    const changed = (name: string) => new Map([...own, [name, Buffer.from(own.get(name) ?? []).fill(0x20, 40, 44)]])
    const attempts = [
      other,
      new Map(),
      without('run.json'),
      without('log.jsonl'),
      changed('checkpoint.safetensors'),
      changed('log.jsonl'),
    ]
    for (const attempt of attempts) expect(() => takeFiles(cell, attempt, [])).toThrow(isDamaged)
    expect(() => takeFiles(cell, without('validation.json'), ['validation'])).toThrow(isDamaged)
    expect(readdirSync(cell.folder)).toEqual([])
  })
})

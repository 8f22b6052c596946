// A run's folder belongs to one process at a time, also when the process before it was killed. Reads the build.

import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import { runProgram } from '../src/program.js'
import { lockFolder } from '../src/run/lock.js'
import { runCommand, small, trainSmall, usePlace } from './support.js'

const place = usePlace()

const train = (seed: number) => ['train', ...small, '--steps', '400', '--out', 'run', '--no-evaluate', '--seed', `${seed}`]

describe('a folder', () => {
  it('that two runs are started in at once is used by exactly one, and holds that one alone', async () => {
    for (let round = 0; round < 3; round++) {
      const runs = await Promise.all([1, 2].map((seed) => runCommand(place, [...train(seed), '--out', `run${round}`])))
      expect(runs.map(({ code }) => code).sort()).toEqual([0, 1])
      const seed = 1 + runs.findIndex(({ code }) => code === 0)
      const refused = runs[2 - seed]?.error
      expect(refused).toMatch(
        /\[run\d\] expected a folder that nobody uses; found process \d+ on .*: assent train |a checkpoint in run/,
      )
      const { run } = JSON.parse(`${place.bytes(`run${round}/run.json`)}`) as { run: { seed: number } }
      expect(run.seed).toBe(seed)
      expect(await runProgram(['evaluate', '--checkpoint', `run${round}/checkpoint.safetensors`, '--episodes', '2'])).toBe(0)
      expect(place.has(`run${round}/.lock`)).toBe(false)
    }
  })

  it('of a killed run is taken over', async () => {
    const killed = await runCommand(place, train(1), { signal: 'SIGKILL', after: 'step 40/400' })
    expect(killed.code).toBeNull()
    expect(place.has('run/.lock')).toBe(true)
    expect((await runCommand(place, [...train(1), '--resume'])).code).toBe(0)
    expect(place.has('run/.lock')).toBe(false)
  })

  it('that is in use says by whom, and how to go on', async () => {
    await trainSmall('--out', 'run', '--no-evaluate')
    const lock = lockFolder(place.path('run'), ['train', '--preset', 'tides'])
    await expect(trainSmall('--out', 'run', '--resume')).rejects.toMatchObject({
      kind: 'busy',
      message: expect.stringMatching(
        new RegExp(
          `\\[run\\] expected a folder that nobody uses; found process ${process.pid} on ${hostname()} since [-:.\\dTZ]+: ` +
            'assent train --preset tides; wait for it, or choose another folder; .* remove run/.lock',
        ),
      ),
    })
    await expect(runProgram(['compare', ...small, '--steps', '4', '--out', 'run'])).rejects.toMatchObject({ kind: 'busy' })
    lock.release()
    expect(await trainSmall('--out', 'run', '--resume', '--no-evaluate')).toBe(0)
  })

  it('is kept from a process of another machine, which cannot be asked', async () => {
    const holder = { pid: 2 ** 22 - 1, host: 'elsewhere', began: null, since: '2026-01-01', command: 'assent train' }
    place.write('run/.lock', JSON.stringify(holder))
    await expect(trainSmall('--out', 'run')).rejects.toThrow(/found process \d+ on elsewhere since 2026-01-01: assent train;/)
    expect(place.has('run/.lock')).toBe(true)
  })

  it('whose lock was never finished is taken over', async () => {
    place.write('run/.lock', '')
    expect(await trainSmall('--out', 'run', '--no-evaluate')).toBe(0)
    expect(place.has('run/.lock')).toBe(false)
  })

  it('that was taken away is not written to', async () => {
    place.write('slow.mjs', `export default { preset: 'sinusoid-maml', metaSteps: 6, tasksPerStep: 2, checkpointEvery: 1 }`)
    place.listen((text) => {
      if (text.includes('step 3/6')) place.write('run/.lock', '{}')
    })
    await expect(runProgram(['train', '--config', 'slow.mjs', '--out', 'run', '--no-evaluate'])).rejects.toMatchObject({
      kind: 'busy',
    })
  })
})

// Cells that are trained over several processes: the same bytes as over one, also after kills. Reads the build.

import { describe, expect, it } from 'vitest'
import { runProgram } from '../src/program.js'
import { contentOf, runCommand, usePlace } from './support.js'

const place = usePlace()

const words = (steps: number, ...others: string[]) => [
  ...['compare', '--preset', 'sinusoid-maml', '--inner-rate', '0.001', '--tasks-per-step', '4', '--episodes', '10'],
  ...['--steps', `${steps}`, '--weightings', 'uniform,whitened', '--outer-rates', '0.001,0.002', '--seeds', '1,2', ...others],
]

describe('--jobs', () => {
  it('makes the same bytes, and shows all cells in one view with the time that is left', async () => {
    expect(await runProgram(words(8, '--out', 'one'))).toBe(0)
    const printed = place.printed
    place.forget()
    expect(await runProgram(words(8, '--out', 'two', '--jobs', '2'))).toBe(0)
    expect(contentOf(place, 'two')).toEqual(contentOf(place, 'one'))
    expect(place.printed).toMatch(/8 of 8: \S+ finished, about 0 s left/)
    expect(place.printed).toMatch(/4 of 4: \S+ judged on test tasks/)
    const table = (text: string) => text.slice(text.indexOf('10 test episodes')).replaceAll(/\b(one|two)\b\/?/g, '')
    expect(table(place.printed)).toBe(table(printed))
  })

  it('goes on after three kills of the command, each at another moment', async () => {
    expect(await runProgram(words(400, '--out', 'whole'))).toBe(0)
    for (const after of ['1 of 8', '3 of 8', '5 of 8']) {
      const { code } = await runCommand(place, words(400, '--out', 'killed', '--jobs', '2', '--resume'), {
        signal: 'SIGKILL',
        after,
      })
      expect(code).toBeNull()
    }
    const { code, error } = await runCommand(place, words(400, '--out', 'killed', '--jobs', '2', '--resume'))
    expect(code, error).toBe(0)
    expect(contentOf(place, 'killed')).toEqual(contentOf(place, 'whole'))
  })

  it('saves and says how to go on when it is asked to stop', async () => {
    const started = words(4000, '--out', 'stopped', '--jobs', '2')
    const { code, out, error } = await runCommand(place, started, { signal: 'SIGTERM', after: '1 of 8' })
    expect(code).toBe(130)
    expect(out + error).toContain(`go on with: assent ${started.join(' ')} --resume`)
  })

  it('names what a process found wrong, and is refused beside an executor', async () => {
    expect(await runProgram(words(2, '--out', 'two', '--jobs', '2'))).toBe(0)
    await expect(runProgram(words(2, '--out', 'two', '--jobs', '2'))).rejects.toThrow(/\[--out\] expected a folder without a run/)
    await expect(runProgram(words(2, '--jobs', '2', '--executor', '@assent/executor-threads'))).rejects.toThrow(
      /no --executor beside it/,
    )
    await expect(runProgram(words(2, '--jobs', '0'))).rejects.toThrow(/--jobs/)
  })
})

// Signals, closed pipes and folders that cannot be: the command answers, and saves what it has. Reads the build.

import { describe, expect, it } from 'vitest'
import { runProgram } from '../src/program.js'
import { withInterrupt } from '../src/run/interrupt.js'
import { lines, runCommand, runShell, small, trainSmall, usePlace } from './support.js'

const place = usePlace()

const train = `assent train ${small.join(' ')} --steps 20000 --out run --no-evaluate`

describe('a reader that stops reading', () => {
  it('ends the run as Ctrl-C does: saved, and not as if it had finished', async () => {
    const { code, out } = await runShell(place, `set -o pipefail; ${train} | head -2`)
    expect(code).toBe(130)
    expect(out.split('\n').length).toBe(3)
    expect(place.has('run/checkpoint.safetensors')).toBe(true)
    expect(place.has('run/.lock')).toBe(false)
    const { code: resumed } = await runShell(place, `assent train --resume run --no-evaluate 2>&1 | head -1; echo done`)
    expect(resumed).toBe(0)
  })
})

describe('a signal', () => {
  /** Tasks that are never done drawing, as a program that is compiled for ever: nothing of this process's own answers any more. */
  const endless = (split: string) =>
    place.write(
      'endless.mjs',
      `const tasks = ${lines()}
      const sample = (split, rng) => {
        if (split === '${split}') { console.error('drawing'); while (true); }
        return tasks.sample(split, rng)
      }
      export default { preset: 'sinusoid-maml', metaSteps: 3, tasksPerStep: 2, tasks: { ...tasks, sample } }`,
    )
  const train = ['train', '--config', 'endless.mjs', '--out', 'run']

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s ends a command that has nothing to save yet, whatever it computes',
    async (signal) => {
      endless('train')
      const { code, out } = await runCommand(place, train, { signal, after: 'drawing' })
      expect(code).toBeNull()
      expect(out).toMatch(/^training maml/)
      expect(place.has('run/run.json')).toBe(false)
    },
  )

  it('is listened to without a gap from step to step, in which Node would lose it', async () => {
    const removed: unknown[] = []
    const see = (name: unknown) => removed.push(name)
    await withInterrupt(
      () => {},
      async (interrupt) => {
        interrupt.hold()
        process.on('removeListener', see)
        interrupt.hold()
        process.off('removeListener', see)
        expect(process.listenerCount('SIGINT')).toBeGreaterThan(0)
      },
    )
    expect(removed.filter((name) => name !== 'removeListener')).toEqual([])
  })

  it('ends an evaluation, and the finished training stays', async () => {
    endless('test')
    expect((await runCommand(place, train, { signal: 'SIGINT', after: 'drawing' })).code).toBeNull()
    const { code } = await runCommand(place, ['doctor', 'run'])
    expect(code).toBe(0)
    expect((await runCommand(place, [...train, '--resume', '--no-evaluate'])).code).toBe(0)
  })
})

describe('a folder that cannot be made', () => {
  it.each(['/proc/none/run', '/proc/run', '/dev/null/run'])('%s is refused at once', async (folder) => {
    await expect(trainSmall('--out', folder)).rejects.toThrow(/\[--out\] expected a folder that can be written to; found E/)
  })

  it('leaves nothing of its parents behind', async () => {
    await expect(runProgram(['train', '--preset', 'tides', '--out', 'a/b/c', '--shots', '73'])).rejects.toThrow(/at most 72/)
    expect(place.has('a')).toBe(false)
  })
})

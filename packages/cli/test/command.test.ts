// The installed command, in a process of its own: exit codes, streams and signals. Reads the build.

import { describe, expect, it } from 'vitest'
import { runCommand, type Stop, usePlace } from './support.js'

const place = usePlace()

const run = (words: readonly string[], stop?: Stop) => runCommand(place, words, stop)

const train = ['train', '--preset', 'tides', '--steps', '3000', '--out', 'run', '--no-evaluate']

describe('assent', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('saves on %s and says how to go on', async (signal) => {
    const { code, out } = await run(train, { signal, after: 'step 300/3000' })
    expect(code).toBe(130)
    const [, step] = /stopped after (\d+) of 3000 steps, saved; go on with: assent train --resume run\n$/.exec(out) ?? []
    expect(Number(step)).toBeLessThan(600)
    expect(place.has('run/checkpoint.safetensors')).toBe(true)
    expect(place.has('run/checkpoint.safetensors.part')).toBe(false)
  })

  it('answers a signal while a step of many images goes on, and saves after it', async () => {
    const many = [
      'train',
      '--preset',
      'quickdraw-5w1s',
      '--tasks-per-step',
      '100',
      '--steps',
      '3',
      '--out',
      'run',
      '--no-evaluate',
    ]
    const { code, out } = await run(many, { signal: 'SIGINT', after: 'step 1/3' })
    expect(code).toBe(130)
    expect(out).toMatch(
      /step 1\/3.*\nstopping after this step, to save it; a second signal stops at once\nstep 2\/3.*\nstopped after 2 of 3/,
    )
  })

  it('prints what is wrong in one line on standard error, without a stack', async () => {
    expect(await run(['train', '--preset', 'tide'])).toEqual({
      code: 1,
      out: '',
      error: expect.stringMatching(/^\[preset\] expected one of .*; found 'tide'; did you mean tides\?\n$/),
    })
  })

  it('keeps standard output for the document with --json', async () => {
    const { code, out, error } = await run([
      'train',
      '--preset',
      'tides',
      '--steps',
      '3',
      '--episodes',
      '2',
      '--out',
      'run',
      '--json',
    ])
    expect(code).toBe(0)
    expect(out.trimEnd().split('\n')).toHaveLength(1)
    expect(JSON.parse(out)).toMatchObject({ finished: true, step: 3 })
    expect(error).toMatch(/step 3\/3/)
  })

  it('shows help and version', async () => {
    const { code, out } = await run(['compare', '--help'])
    expect(code).toBe(0)
    expect(out).toMatch(/Examples:\n {2}assent compare/)
    expect(await run(['--version'])).toEqual({ code: 0, out: '0.1.0\n', error: '' })
    expect((await run([])).code).toBe(1)
  })
})

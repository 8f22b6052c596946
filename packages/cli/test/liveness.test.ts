// Signals, closed pipes and folders that cannot be: the command answers, and saves what it has. Reads the build.

import { describe, expect, it } from 'vitest'
import { runProgram } from '../src/program.js'
import { runShell, small, trainSmall, usePlace } from './support.js'

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

describe('a folder that cannot be made', () => {
  it.each(['/proc/none/run', '/proc/run', '/dev/null/run'])('%s is refused at once', async (folder) => {
    await expect(trainSmall('--out', folder)).rejects.toThrow(/\[--out\] expected a folder that can be written to; found E/)
  })

  it('leaves nothing of its parents behind', async () => {
    await expect(runProgram(['train', '--preset', 'tides', '--out', 'a/b/c', '--shots', '73'])).rejects.toThrow(/at most 72/)
    expect(place.has('a')).toBe(false)
  })
})

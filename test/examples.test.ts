// The examples run as they stand, for a few steps.

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const run = (example: string, steps: number) =>
  execFileSync(process.execPath, [`examples/${example}/index.js`, `${steps}`], { cwd: root, encoding: 'utf8' })

it('adapt-in-node learns a harbor', () => {
  const [before, after] = [...run('adapt-in-node', 1500).matchAll(/off by ([\d.]+) m/g)].map(([, meters]) => Number(meters))
  expect(after).toBeLessThan(before as number)
})

it('own-training-loop reports its losses', () => {
  expect(run('own-training-loop', 200)).toMatch(
    /^200: squared error after 0 … 5 steps ([\d.]+ ){5}[\d.]+; \d+ tasks voted down$/m,
  )
})

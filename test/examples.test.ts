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

it('gestures of somebody new are known after two of each, better than by the nearest recording or by one network for all', () => {
  const printed = run('gestures', 800)
  const percent = (name: string) => Number(new RegExp(`^${name}[^:\\n]*?:? ?(?:by )?([\\d.]+) ± `, 'm').exec(printed)?.[1])
  const [nearest, pooled, adapted] = [percent('nearest neighbor'), percent('one network'), percent('adapted to each')]
  expect(adapted).toBeGreaterThan(nearest)
  expect(adapted).toBeGreaterThan(pooled)
  const [, lead, interval] = /better than one for all by ([\d.]+) ± ([\d.]+) %/.exec(printed) ?? []
  expect(Number(lead)).toBeGreaterThan(Number(interval))
  expect(printed).toMatch(/a file of \d{4} bytes/)
  expect(printed.match(/taken for (circle|lift|push|zigzag), with \d+ %/g)).toHaveLength(4)
})

// The examples run as they stand, for a few steps.

import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const run = (example: string, steps: number) =>
  execFileSync(process.execPath, [`examples/${example}/index.js`, `${steps}`], { cwd: root, encoding: 'utf8' })

it('01: a meta-step moves the initialization by what five tasks propose', () => {
  const printed = run('01-first-meta-step', 1)
  const tasks = [...printed.matchAll(/error ([\d.]+) before its inner steps, ([\d.]+) after; counts (-?[\d.]+)/g)]
  expect(tasks).toHaveLength(5)
  const shares = tasks.map(([, , , weight]) => Math.abs(Number(weight)))
  expect(Math.abs(shares.reduce((sum, share) => sum + share) - 1)).toBeLessThan(0.03)
  expect(Number(/moved by ([\d.]+)/.exec(printed)?.[1])).toBeGreaterThan(0)
})

it('03: learns a harbor', () => {
  const [before, after] = [...run('03-adapt', 1500).matchAll(/off by ([\d.]+) m/g)].map(([, meters]) => Number(meters))
  expect(after).toBeLessThan(before as number)
})

it('02: reports its losses', () => {
  expect(run('02-own-loop', 200)).toMatch(/^200: squared error after 0 … 5 steps ([\d.]+ ){5}[\d.]+; \d+ tasks voted down$/m)
})

it('04: tells the difference of two weightings with its interval', () => {
  const printed = run('04-compare', 1000)
  const [uniform, whitened] = [...printed.matchAll(/mean squared error ([\d.]+) ± [\d.]+$/gm)].map(([, error]) => Number(error))
  const [, difference, interval] = /difference on the same tasks: (-?[\d.]+) ± ([\d.]+)/.exec(printed) ?? []
  expect(Number(difference)).toBeCloseTo((whitened as number) - (uniform as number), 2)
  expect(Number(difference) + Number(interval)).toBeLessThan(0)
})

it.each([
  ['05-resume', 60],
  ['10-threads', 3],
])('%s ends with the same bytes', (example, steps) => {
  expect(run(example, steps)).toMatch(/^the same bytes: true$/m)
})

it('08: countries are known from three years, better than by their own line or by one network for all', () => {
  const printed = run('08-own-table', 1000)
  const off = (name: string) => Number(new RegExp(`^${name}[^:\\n]*: ([\\d.]+) ± `, 'm').exec(printed)?.[1])
  expect(off('adapted')).toBeLessThan(off('ridge regression on support'))
  expect(off('adapted')).toBeLessThan(off('one network'))
  const [, lead, interval] = /less than one for all by ([\d.]+) ± ([\d.]+)/.exec(printed) ?? []
  expect(Number(lead)).toBeGreaterThan(Number(interval))
})

it('09: new images are known after one of each class', () => {
  const [, right, all] = /^(\d+) of (\d+) new images/.exec(run('09-own-images', 300)) ?? []
  expect(Number(all)).toBe(15)
  expect(Number(right)).toBeGreaterThanOrEqual(12)
})

it('the list names every example', () => {
  const listed = [...readFileSync(`${root}/examples/README.md`, 'utf8').matchAll(/\((\d\d-[^/]+)\//g)].map(([, folder]) => folder)
  expect(listed).toEqual(readdirSync(`${root}/examples`).filter((name) => /^\d\d-/.test(name)))
})

it('11: gestures of somebody new are known after two of each, better than by the nearest recording or by one network for all', () => {
  const printed = run('11-gestures', 800)
  const percent = (name: string) => Number(new RegExp(`^${name}[^:\\n]*?:? ?(?:by )?([\\d.]+) ± `, 'm').exec(printed)?.[1])
  const [nearest, pooled, adapted] = [percent('nearest neighbor'), percent('one network'), percent('adapted to each')]
  expect(adapted).toBeGreaterThan(nearest)
  expect(adapted).toBeGreaterThan(pooled)
  const [, lead, interval] = /better than one for all by ([\d.]+) ± ([\d.]+) %/.exec(printed) ?? []
  expect(Number(lead)).toBeGreaterThan(Number(interval))
  expect(printed).toMatch(/a file of \d{4} bytes/)
  expect(printed.match(/taken for (circle|lift|push|zigzag), with \d+ %/g)).toHaveLength(4)
})

it('12: a head over frozen vectors is ahead of the nearest class mean after one of each', () => {
  const printed = run('12-frozen-features', 200)
  const [head, nearest] = ['meta-learned head', 'nearest class mean'].map((name) =>
    new RegExp(`^${name}: ([\\d.]+) ± ([\\d.]+) %`, 'm').exec(printed),
  )
  expect(Number(head?.[1]) - Number(head?.[2])).toBeGreaterThan(Number(nearest?.[1]) + Number(nearest?.[2]))
})

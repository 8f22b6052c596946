// `assent doctor`: what it finds out about the machine, and about one meta-step.

import { expect, it } from 'vitest'
import type { StepProfile } from '../src/commands/profile.js'
import { runProgram } from '../src/program.js'
import { usePlace } from './support.js'

const place = usePlace()

it('profiles a meta-step: shares add up, products are counted, memory is as forecast', async () => {
  expect(await runProgram(['doctor', '--profile', '--preset', 'tides', '--json'])).toBe(0)
  const { experiment, tasksPerStep, kernels, memory } = JSON.parse(place.printed) as StepProfile
  expect([experiment, tasksPerStep]).toEqual(['tides', 25])
  expect(kernels.reduce((total, { share }) => total + share, 0)).toBeCloseTo(1, 10)
  const products = kernels.filter(({ kernel }) => kernel === 'matMul' || kernel === 'product')
  expect(products.reduce((total, { calls }) => total + calls, 0)).toBeGreaterThan(30)
  expect(Math.abs(memory.measured - memory.forecast)).toBeLessThan(0.1 * memory.measured)
})

it('prints the profile as a table', async () => {
  await runProgram(['doctor', '--profile'])
  expect(place.printed).toMatch(/^one meta-step of sinusoid-maml, 25 tasks/)
  expect(place.printed).toMatch(/kernel +calls +ms +share +GF\/s/)
  expect(place.printed).toMatch(/memory: \d+\.\d\d MB forecast, \d+\.\d\d MB measured/)
})

it.each([
  ['--preset', 'tides'],
  ['--config', 'assent.config.ts'],
  ['--data', 'images'],
])('refuses %s, which it would not use', async (...words) => {
  await expect(runProgram(['doctor', ...words])).rejects.toThrow(
    `[${words[0]}] expected none without --profile; found '${words[1]}'; add --profile`,
  )
})

// A machine without @tensorflow/tfjs-node: the node backend is offered, and nothing else is the worse for it.

import { expect, it, vi } from 'vitest'
import { runProgram } from '../src/program.js'
import { usePlace } from './support.js'

vi.mock('@assent/backend-node', () => ({
  nodeInstallation: () => ({ installed: false, command: 'npm install the-peer' }),
}))

const place = usePlace()

it('is no failure for the doctor, who says how to install it', async () => {
  expect(await runProgram(['doctor'])).toBe(0)
  expect(place.printed).toMatch(/backend node +not installed +npm install the-peer/)
})

it('is left out of a comparison of all backends, and said', async () => {
  expect(await runProgram(['backends', '--steps', '1', '--tasks-per-step', '1', '--json'])).toBe(0)
  const { backends, notInstalled } = JSON.parse(place.printed) as { backends: { name: string }[]; notInstalled: unknown }
  expect(backends.map(({ name }) => name)).toEqual(['reference', 'simd', 'simd-fma', 'wasm', 'cpu'])
  expect(notInstalled).toEqual([{ name: 'node', command: 'npm install the-peer' }])
})

it('is refused where it is asked for', async () => {
  const message = '[backend node] expected it to be installed; found nothing; npm install the-peer'
  await expect(runProgram(['backends', '--backends', 'simd,node'])).rejects.toThrow(message)
  await expect(runProgram(['backends', '--against', 'node'])).rejects.toThrow(message)
})

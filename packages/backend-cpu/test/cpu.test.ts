// The suite that every backend passes, and what is particular to this one.

import { relu, trace } from '@assent/autodiff'
import { describeBackend } from '@assent/testkit'
import { expect, it, vi } from 'vitest'
import { cpu } from '../src/index.js'

it('starts and works without a word', async () => {
  const spies = (['log', 'info', 'warn', 'error'] as const).map((method) => vi.spyOn(console, method))
  const executable = await (await cpu()).compile(
    trace({ a: { shape: [2], perTask: true } }, ({ a }) => ({ b: relu(a) })),
    2,
  )
  executable.write('a', [1, -2, 3, -4])
  await executable.run()
  expect(await executable.read('b')).toEqual(Float32Array.of(1, 0, 3, 0))
  executable.dispose()
  for (const spy of spies) expect(spy).not.toHaveBeenCalled()
  vi.restoreAllMocks()
})

describeBackend('cpu', cpu)

// One hash for every number of workers and every size of blocks.

import type { Weighting } from '@assent/core'
import {
  cosineAgreement,
  gradientAgreement,
  mgda,
  pcgrad,
  regularizedAgreement,
  tilted,
  topLosses,
  uniform,
  whitened,
} from '@assent/weightings'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { skipsCluster, startServer, type TestServer } from './redis.js'
import { listener, train } from './train.js'
import { startWorker, type TestWorker } from './workers.js'

const weightings: readonly Weighting[] = [
  uniform(),
  tilted({ tilt: 1 }),
  topLosses({ share: 0.5 }),
  gradientAgreement(),
  cosineAgreement(),
  regularizedAgreement({ mu: 1 }),
  whitened(),
  pcgrad(),
  mgda(),
]

let server: TestServer
let workers: TestWorker[] = []
beforeAll(async () => {
  if (skipsCluster) return
  server = await startServer()
})
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop('SIGTERM')))
  await server?.kill()
})

/** Starts workers until there are so many. */
async function withWorkers(count: number): Promise<void> {
  while (workers.length < count) workers = [...workers, await startWorker(server.url)]
}

const reptile = { training: 'reptile', metaSteps: 2 } as const

it.skipIf(skipsCluster).each([
  [1, 32, [1, 8, 32]],
  [2, 32, [undefined, 2, 16]],
  [2, 27, [1, 4, 8]],
  [4, 32, [undefined, 4]],
])('%d workers and %d tasks have the bytes of one process with blocks of %j', async (count, tasksPerStep, blocks) => {
  await withWorkers(count)
  const alone = await train({ ...reptile, tasksPerStep })
  for (const block of blocks)
    expect(await train({ ...reptile, tasksPerStep }, { url: server.url, ...(block && { block }) })).toBe(alone)
})

it.skipIf(skipsCluster).each(weightings.map((weighting) => [weighting.name, weighting] as const))(
  'have them with %s',
  async (_, weighting) => {
    await withWorkers(2)
    const training = { weighting, metaSteps: 3 }
    expect(await train(training, { url: server.url })).toBe(await train(training))
  },
)

it.skipIf(skipsCluster)('say what they send, chosen by the formula', async () => {
  const own = await startServer()
  const worker = await startWorker(own.url)
  const told = async (weighting: Weighting, training: 'maml' | 'reptile') => {
    const { onEvent, texts } = listener()
    await train({ weighting, training, tasksPerStep: 32, metaSteps: 1 }, { url: own.url, onEvent, block: 16 })
    return texts('transport')
  }
  // Sums of 2 blocks, in and out, twice: how far tasks agree, and the direction. One comparison: put once, fetched once.
  const sums = '2 blocks of up to 16 tasks; updates as sums, 10 vectors through the server'
  // Pairs of rows are compared in one place: 32 rows, in and out.
  const rows = '2 blocks of up to 16 tasks; updates as rows, 64 vectors through the server'
  expect(await told(gradientAgreement(), 'reptile')).toEqual([sums])
  expect(await told(whitened(), 'reptile')).toEqual([rows])
  await worker.stop('SIGTERM')
  await own.kill()
})

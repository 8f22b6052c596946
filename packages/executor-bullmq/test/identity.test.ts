// One hash for every number of workers and every size of blocks.

import { initialState, type Weighting } from '@assent/core'
import { inProcess, sampleAssignments } from '@assent/core/tools'
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
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bullmq } from '../src/index.js'
import { skipsCluster, startServer, type TestServer } from './redis.js'
import { experimentOf, listener, train } from './train.js'
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

/** Bytes that the server has got and given, by its own count. */
async function traffic(redis: Redis): Promise<number> {
  const info = await redis.info('stats')
  const count = (name: string) => Number(new RegExp(`${name}:(\\d+)`).exec(info)?.[1])
  return count('total_net_input_bytes') + count('total_net_output_bytes')
}

it.skipIf(skipsCluster).each([
  // V (1 + W + 2B), V (2 + 2W + 4B), V (1 + W + 2T), with B = 2 blocks, W = 1 worker and T = 32 tasks.
  ['uniform', uniform(), 6],
  ['gradientAgreement', gradientAgreement(), 12],
  ['whitened', whitened(), 66],
])('send what the formula says, within 2 %%: %s', async (_, weighting, vectors) => {
  const own = await startServer()
  const worker = await startWorker(own.url)
  const redis = new Redis(own.url)
  const at: number[] = []
  // The first step has no expected weights yet, so the third is counted.
  const after = async () => void at.push(await traffic(redis))
  await train({ weighting, training: 'wide', tasksPerStep: 32, metaSteps: 3, after }, { url: own.url, block: 16 })
  const [, second = 0, third = 0] = at
  const size = 4 * (400 + 400 + 400 * 400 + 400 + 400 + 1)
  expect((third - second) / size / vectors).toBeGreaterThan(0.98)
  expect((third - second) / size / vectors).toBeLessThan(1.02)
  redis.disconnect()
  await worker.stop('SIGTERM')
  await own.kill()
})

it.skipIf(skipsCluster)('answer several questions at once, and the same one twice', async () => {
  await withWorkers(2)
  const run = experimentOf({ training: 'reptile' })
  const batch = {
    theta: initialState(run).parameters,
    assignments: sampleAssignments(run, 0),
    schedule: [],
    origin: { seed: run.seed, step: 0 },
  }
  const sessions = [bullmq({ url: server.url, problem: { training: 'reptile', backend: 'simd' } }), inProcess()]
  const [together, alone] = await Promise.all(
    sessions.map(async (executor) => {
      const session = await executor.open(run, 8)
      const { updates } = await session.propose(batch)
      const one = new Array<number>(8).fill(1)
      const half = one.map((_, task) => task / 2)
      const vector = batch.theta.map((_, i) => Math.fround(Math.sin(i)))
      const answers = [
        updates.combine(one),
        updates.combine(half),
        updates.dots(vector),
        updates.dots(vector),
        updates.scores(half),
      ]
      const found = JSON.stringify(await Promise.all(answers))
      session.close()
      return found
    }),
  )
  expect(together).toBe(alone)
})

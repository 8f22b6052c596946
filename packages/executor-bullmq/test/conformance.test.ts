// The same bytes as one process, on two workers, for every problem of the kit.

import { simd } from '@assent/backend-simd'
import type { Problem } from '@assent/core'
import type { Executor } from '@assent/core/tools'
import { describeExecutor, executorProblems } from '@assent/testkit'
import { afterAll, beforeAll, describe } from 'vitest'
import { bullmq } from '../src/index.js'
import { skipsCluster, startServer, type TestServer } from './redis.js'
import { startWorker, type TestWorker } from './workers.js'

let server: TestServer
let workers: TestWorker[] = []
beforeAll(async () => {
  if (skipsCluster) return
  server = await startServer()
  workers = [await startWorker(server.url), await startWorker(server.url)]
})
afterAll(async () => {
  for (const worker of workers) await worker.stop('SIGTERM')
  await server?.kill()
})

/** The name by which the workers know it. */
function describeProblem({ learner, backend }: Problem) {
  const [kit] = Object.entries(executorProblems).find(([, problem]) => problem.learner === learner) ?? []
  if (kit === undefined) throw new Error('not a problem of the kit')
  return { kit, backend: backend.name }
}

const backend = await simd()
describe.skipIf(skipsCluster)('blocks of 4', () => {
  const open: Executor['open'] = (problem, tasks, use) =>
    bullmq({ url: server.url, problem: describeProblem, lock: 2000, block: 4 }).open(problem, tasks, use)
  describeExecutor({ name: 'bullmq', open }, backend)
})

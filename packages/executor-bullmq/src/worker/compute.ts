// The thread in which a hand computes: the process's main thread has to stay free to renew the locks of its jobs.

import { parentPort, workerData } from 'node:worker_threads'
import type { Problem } from '@assent/core'
import { toFailure } from '@assent/core/tools'
import { createAdapter } from '../adapter.js'
import { takeFingerprint } from '../protocol/fingerprint.js'
import { loadFunction } from './load-function.js'
import type { FromThread, ThreadData, ToThread } from './thread.js'

const { opener, problem: description } = workerData as ThreadData
const say = (message: FromThread) => parentPort?.postMessage(message)

async function open(): Promise<Problem> {
  const create = (await loadFunction('the opener', opener)) as (description: unknown, own: unknown) => Problem
  const [, , own] = opener
  return create(description, own)
}

try {
  const problem = await open()
  const adapter = createAdapter(problem)
  parentPort?.on('message', ({ id, request, given }: ToThread) => {
    adapter.answer(request, given).then(
      (found) => say({ kind: 'found', id, ...found }),
      (error: unknown) => say({ kind: 'failed', id, failure: toFailure(error) }),
    )
  })
  say({ kind: 'ready', fingerprint: await takeFingerprint(problem), vectors: adapter.vectors })
} catch (error) {
  say({ kind: 'unable', failure: toFailure(error) })
}

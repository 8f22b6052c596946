// The thread in which a hand does errands, one after the other: the process's main thread has to stay free to renew the locks of
// its jobs.

import { parentPort, workerData } from 'node:worker_threads'
import { toFailure } from '@assent/core/tools'
import type { DoErrand, ErrandThreadData, FromErrandThread, ToErrandThread } from './errand-messages.js'
import { loadFunction } from './load-function.js'

const { errand, stop } = workerData as ErrandThreadData
const [, , own] = errand
const flag = new Int32Array(stop)
const say = (message: FromErrandThread) => parentPort?.postMessage(message)

async function answer({ description, saved }: ToErrandThread): Promise<FromErrandThread> {
  const work = (await loadFunction('the errand', errand)) as DoErrand
  const parcel = await work(description, own, {
    saved,
    save: (files) => say({ kind: 'saved', files }),
    say: (text, lasting) => say({ kind: 'line', text, lasting }),
    shouldStop: () => Atomics.load(flag, 0) === 1,
  })
  return parcel ? { kind: 'brought', parcel } : { kind: 'stopped' }
}

parentPort?.on('message', (message: ToErrandThread) => {
  answer(message).then(say, (error: unknown) => say({ kind: 'failed', failure: toFailure(error) }))
})

// The thread in which a hand does errands, one after the other: the process's main thread has to stay free to renew the locks of
// its jobs.

import { parentPort, workerData } from 'node:worker_threads'
import { fail } from '@assent/autodiff'
import { toFailure } from '@assent/core/tools'
import type { DoErrand, ErrandThreadData, FromErrandThread, ToErrandThread } from './errand-messages.js'

const { errand, stop } = workerData as ErrandThreadData
const [module, name, own] = errand
const flag = new Int32Array(stop)
const say = (message: FromErrandThread) => parentPort?.postMessage(message)

async function open(): Promise<DoErrand> {
  const { [name]: found } = (await import(module)) as { readonly [name: string]: unknown }
  if (typeof found === 'function') return found as DoErrand
  return fail('the errand', `a function ${name} of ${module}`, typeof found, 'correct the module or the name')
}

async function answer({ description, saved }: ToErrandThread): Promise<FromErrandThread> {
  const work = await open()
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

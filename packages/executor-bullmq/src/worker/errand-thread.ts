// The thread that does errands as its process sees it: it may die of one, and another takes its place.

import { Worker } from 'node:worker_threads'
import { toError } from '@assent/core/tools'
import type { Files, Parcel } from '../protocol/parcel.js'
import type { ErrandThreadData, FromErrandThread, ToErrandThread } from './errand-messages.js'

/** Hears what an errand says on its way. */
export interface ErrandListener {
  onSaved(files: Files): void
  onLine(text: string, lasting: boolean): void
}

export interface ErrandThread {
  /** Undefined when it was stopped. Rejects with what the errand throws, and when the thread dies. */
  run(message: ToErrandThread, listener: ErrandListener): Promise<Parcel | undefined>
  /** Has the errand save and end. */
  stop(): void
  end(): Promise<void>
}

export function startErrandThread(errand: ErrandThreadData['errand']): ErrandThread {
  const stop = new SharedArrayBuffer(4)
  let current: Worker | undefined
  /** Its hand takes from two queues: an errand waits until the one before has ended. */
  let last: Promise<unknown> = Promise.resolve()
  const runNow = (message: ToErrandThread, listener: ErrandListener) => {
    current ??= new Worker(new URL('./do-errands.js', import.meta.url), { workerData: { errand, stop } })
    const outcome = hearOut(current, listener)
    current.postMessage(message)
    return outcome.catch((error: unknown) => {
      if (error instanceof Death) current = undefined
      throw error
    })
  }
  return {
    run: (message, listener) => {
      const outcome = last.then(() => runNow(message, listener))
      last = outcome.catch(() => {})
      return outcome
    },
    stop: () => void Atomics.store(new Int32Array(stop), 0, 1),
    end: async () => {
      await current?.terminate()
    },
  }
}

/** The thread itself has ended. */
class Death extends Error {}

/** Listens until the errand has ended, one way or another. */
function hearOut(worker: Worker, listener: ErrandListener): Promise<Parcel | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      worker.off('message', hear)
      worker.off('error', die)
      worker.off('exit', leave)
      act()
    }
    const die = (error: Error) => settle(() => reject(new Death(error.message)))
    const leave = (code: number) => die(new Error(`the thread ended with code ${code}`))
    const hear = (said: FromErrandThread) => {
      if (said.kind === 'saved') listener.onSaved(said.files)
      else if (said.kind === 'line') listener.onLine(said.text, said.lasting)
      else if (said.kind === 'failed') settle(() => reject(toError(said.failure)))
      else settle(() => resolve(said.kind === 'brought' ? said.parcel : undefined))
    }
    worker.on('message', hear)
    worker.on('error', die)
    worker.on('exit', leave)
  })
}

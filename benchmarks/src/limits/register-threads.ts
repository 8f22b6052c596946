// What several processors do at most: threads that share multiplications and additions in registers, whoever is free first.

import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Timer } from '../interleave.js'

/** The work of one measurement, and how much of it is taken. */
export interface SharedChunks {
  readonly taken: SharedArrayBuffer
  readonly chunks: number
  readonly roundsPerChunk: number
}

export interface RegisterThreads {
  /** The same work for 1, 2, … threads. */
  readonly timers: readonly Timer[]
  close(): void
}

/** Some 200 ms for one thread, in pieces of less than one. */
const CHUNKS = 400
const ROUNDS_PER_CHUNK = 20_000

export async function openRegisterThreads(most: number): Promise<RegisterThreads> {
  const workerData: SharedChunks = { taken: new SharedArrayBuffer(4), chunks: CHUNKS, roundsPerChunk: ROUNDS_PER_CHUNK }
  const file = new URL('./register-thread.js', import.meta.url)
  const workers = Array.from({ length: most }, () => new Worker(file, { workerData }))
  await Promise.all(workers.map((worker) => once(worker, 'message')))
  const run = async (count: number): Promise<number> => {
    new Int32Array(workerData.taken).fill(0)
    const started = performance.now()
    await Promise.all(
      workers.slice(0, count).map((worker) => {
        const done = once(worker, 'message')
        worker.postMessage('go')
        return done
      }),
    )
    return performance.now() - started
  }
  // The second time, engines have compiled the loop for good.
  for (let warm = 0; warm < 3; warm++) for (let count = most; count > 0; count--) await run(count)
  return {
    timers: workers.map((_, index) => ({ name: `registers, ${index + 1}`, time: () => run(index + 1) })),
    close: () => {
      for (const worker of workers) void worker.terminate()
    },
  }
}

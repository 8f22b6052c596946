// A thread that multiplies and adds in registers, chunk by chunk, until all chunks are taken.

import { parentPort, workerData } from 'node:worker_threads'
import { openLoops } from './loops.js'
import type { SharedChunks } from './register-threads.js'

const { taken, chunks, roundsPerChunk } = workerData as SharedChunks
const next = new Int32Array(taken)
const { arithmetic } = await openLoops()

parentPort?.on('message', () => {
  while (Atomics.add(next, 0, 1) < chunks) arithmetic(roundsPerChunk)
  parentPort?.postMessage('done')
})
parentPort?.postMessage('ready')

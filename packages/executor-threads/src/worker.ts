// A worker thread: runs the session's program on a share of the tasks, from shared memory to shared memory.

import { threadId, workerData } from 'node:worker_threads'
import { type Backend, fail } from '@assent/autodiff'
import { toFailure } from '@assent/core/tools'
import { viewOf } from './layout.js'
import { programsOf } from './programs.js'
import type { Answer, Share } from './shares.js'
import type { ThreadWork } from './thread-pool.js'

/** Piscina wraps the data that we give to workers in its own. */
const work: ThreadWork = Array.isArray(workerData) ? workerData[1] : workerData
const { precision, inputs, outputs } = work
const working = new Int32Array(work.working)
const [module, factory] = work.backend

async function importBackend(): Promise<{ readonly [factory: string]: unknown }> {
  try {
    return await import(module)
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
    if (!isMissing) throw error
    return fail('threads.backend', `the module ${module}`, error.message, 'install it, or name the backend of the run', 'missing')
  }
}

async function createBackend(): Promise<Backend> {
  const { [factory]: create } = await importBackend()
  if (typeof create !== 'function')
    fail('threads.backend', 'a backend factory', typeof create, `check that ${module} exports ${factory}`)
  return create()
}

const programs = programsOf(work, createBackend, {
  where: 'threads.backend',
  from: module,
  remedy: "set backend to the module and the factory of the run's backend",
})

async function runShare(share: Share): Promise<void> {
  const executable = await programs.executableFor(share.count)
  for (const input of inputs) executable.write(input.name, viewOf(input, precision, share))
  await executable.run()
  for (const output of outputs) viewOf(output, precision, share).set(await executable.read(output.name))
}

/**
 * Runs a share; without one, opens the backend only. Errors are answers: a rejected job means that the worker itself is
 * gone.
 */
export default async function answer(share: Share | undefined): Promise<Answer> {
  const first = share?.first ?? 0
  Atomics.store(working, first, threadId)
  try {
    await (share ? runShare(share) : programs.open())
    return { failure: undefined }
  } catch (error) {
    return { failure: toFailure(error) }
  } finally {
    Atomics.store(working, first, 0)
  }
}

// A worker thread: runs the session's program on a share of the tasks, from shared memory to shared memory.

import { threadId, workerData } from 'node:worker_threads'
import { type Backend, type Executable, fail } from '@assent/autodiff'
import { toFailure } from '@assent/core/tools'
import { type Answer, type Share, type SharedWork, viewOf } from './shared.js'

/** Piscina wraps the data that we give to workers in its own. */
const work: SharedWork = Array.isArray(workerData) ? workerData[1] : workerData
const { program, precision, backendName, inputs, outputs } = work
const working = new Int32Array(work.working)

let opened: Promise<Backend> | undefined
const compiled = new Map<number, Promise<Executable>>()

async function importBackend(module: string): Promise<{ readonly [factory: string]: unknown }> {
  try {
    return await import(module)
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
    if (!isMissing) throw error
    return fail('threads.backend', `the module ${module}`, error.message, 'install it, or name the backend of the run', 'missing')
  }
}

/** Opens this worker's backend, and refuses one that computes otherwise than that of the run. */
async function openBackend(): Promise<Backend> {
  const [module, name] = work.backend
  const { [name]: create } = await importBackend(module)
  if (typeof create !== 'function')
    fail('threads.backend', 'a backend factory', typeof create, `check that ${module} exports ${name}`)
  const backend: Backend = await create()
  if (backend.name !== backendName || backend.precision !== precision) {
    const expected = `${backendName} in ${precision}, the backend of the run`
    const remedy = "set backend to the module and the factory of the run's backend"
    fail('threads.backend', expected, `${backend.name} in ${backend.precision} from ${module}`, remedy)
  }
  return backend
}

const open = () => {
  opened ??= openBackend()
  return opened
}

async function compileFor(tasks: number): Promise<Executable> {
  const backend = await open()
  return backend.compile(program, tasks)
}

async function runShare(share: Share): Promise<void> {
  const compiling = compiled.get(share.count) ?? compileFor(share.count)
  compiled.set(share.count, compiling)
  const executable = await compiling
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
    await (share ? runShare(share) : open())
    return { failure: undefined }
  } catch (error) {
    return { failure: toFailure(error) }
  } finally {
    Atomics.store(working, first, 0)
  }
}

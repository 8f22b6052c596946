// A worker thread: runs the session's program on a share of the tasks, from shared memory to shared memory.

import { workerData } from 'node:worker_threads'
import type { Backend, Executable } from '@assent/autodiff'
import { type Answer, type Share, type SharedWork, viewOf } from './shared.js'

/** Piscina wraps the data that we give to workers in its own. */
const { program, precision, backend, inputs, outputs } = (Array.isArray(workerData) ? workerData[1] : workerData) as SharedWork

let opened: Promise<Backend> | undefined
const compiled = new Map<number, Promise<Executable>>()

async function openBackend(): Promise<Backend> {
  const [module, name] = backend
  const { [name]: create } = (await import(module)) as { [factory: string]: () => Promise<Backend> | Backend }
  if (typeof create !== 'function')
    throw new Error(`[threads] expected a backend factory; found ${typeof create}; check that ${module} exports ${name}`)
  return create()
}

async function compileFor(tasks: number): Promise<Executable> {
  opened ??= openBackend()
  return (await opened).compile(program, tasks)
}

async function runShare(share: Share): Promise<void> {
  if (!compiled.has(share.count)) compiled.set(share.count, compileFor(share.count))
  const executable = (await compiled.get(share.count)) as Executable
  for (const input of inputs) executable.write(input.name, viewOf(input, precision, share))
  await executable.run()
  for (const output of outputs) viewOf(output, precision, share).set(await executable.read(output.name))
}

/** Errors are answers: a rejected job means that the worker itself is gone. */
export default async function answer(share: Share): Promise<Answer> {
  try {
    await runShare(share)
    return { error: undefined }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

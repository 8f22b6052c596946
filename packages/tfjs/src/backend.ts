// A TensorFlow.js backend as a backend of programs: forward kernels only, called directly, so without a tape, scopes or a
// current backend.

import { arrayRows, type Backend, checkOperations, fail, operationKinds } from '@assent/autodiff'
import * as tf from '@tensorflow/tfjs-core'
import type { Access } from './access.js'
import { createExecutable, type TfjsExecutable } from './executable.js'
import { planProgram } from './plan.js'

/** The version whose kernels were checked; others may compute something else. */
const CHECKED_VERSION = '4.22.0'

/** A backend of TensorFlow.js, and the way into it. */
export interface TfjsBackendOptions<Own extends tf.KernelBackend> {
  /** As our users know it. */
  readonly name: string
  /** As TensorFlow.js knows it. */
  readonly tfjsName: string
  /** The backend's package, and its version. */
  readonly module: string
  readonly version: string
  /** Registers the backend, if loading its package has not; whatever it makes the current backend does not stay so. */
  readonly register?: () => void
  /** Whether a started backend has what `open` needs. */
  readonly isOwn: (backend: tf.KernelBackend) => backend is Own
  /** The way into the started backend. */
  readonly open: (backend: Own) => Access
}

/**
 * Starts a TensorFlow.js backend and runs programs on it. Several can live in one process, beside any other use
 * of TensorFlow.js, whose production mode it sets.
 *
 * @throws AssentError when TensorFlow.js has another version, or cannot start the backend
 */
export async function tfjsBackend<Own extends tf.KernelBackend>(options: TfjsBackendOptions<Own>): Promise<Backend> {
  const { name, module, version, isOwn, open } = options
  checkVersion(name, '@tensorflow/tfjs-core', tf.version_core)
  checkVersion(name, module, version)
  const started = await start(options)
  if (!isOwn(started))
    fail(`backend ${name}`, `${module} as it was checked`, 'another one under its name', 'let nobody else register it')
  const access = open(started)
  const live = new Set<TfjsExecutable>()
  const backend: Backend = {
    name,
    precision: 'float32',
    operations: new Set(operationKinds),
    compile: async (program, tasks) => {
      checkOperations(backend, program)
      checkTasks(tasks)
      const executable = createExecutable(access, program, planProgram(program, tasks, access.strengths))
      live.add(executable)
      const dispose = () => {
        live.delete(executable)
        executable.dispose()
      }
      return { ...executable, dispose }
    },
    rows: arrayRows,
    memory: () => ({ tensors: access.count(), bytes: [...live].reduce((total, executable) => total + executable.bytes(), 0) }),
  }
  return backend
}

function checkVersion(name: string, module: string, found: string): void {
  if (found === CHECKED_VERSION) return
  fail(`backend ${name}`, `${module} ${CHECKED_VERSION}`, found, 'install the version that was checked')
}

function checkTasks(tasks: number): void {
  if (!Number.isInteger(tasks) || tasks < 1) fail('compile', 'at least one task', String(tasks), 'pass a whole number from 1')
}

type Start = Pick<TfjsBackendOptions<tf.KernelBackend>, 'name' | 'tfjsName' | 'register'>

/** TensorFlow.js has one current backend for the whole process, and mixes up two that start at the same time. */
let started: Promise<unknown> = Promise.resolve()

/** Starts a backend, and leaves the current one current. */
function start({ name, tfjsName, register }: Start): Promise<tf.KernelBackend> {
  const starting = started.then(async () => {
    tf.enableProdMode()
    const current = tf.getBackend()
    try {
      register?.()
      await startAlone(name, tfjsName)
    } finally {
      if (current) await tf.setBackend(current)
    }
    return tf.findBackend(tfjsName)
  })
  started = starting.catch(() => undefined)
  return starting
}

async function startAlone(name: string, tfjsName: string): Promise<void> {
  const reason = await tf.setBackend(tfjsName).then((well) => (well ? undefined : whyNot(tfjsName)), messageOf)
  if (reason !== undefined)
    fail(`backend ${name}`, `TensorFlow.js to start ${tfjsName}`, reason, 'mend this, or choose another backend')
}

/** TensorFlow.js keeps the reason to itself, so the start is tried once more without it. */
async function whyNot(tfjsName: string): Promise<string> {
  try {
    await tf.findBackendFactory(tfjsName)()
    return 'a failure'
  } catch (error) {
    return messageOf(error)
  }
}

/** The WebAssembly backend rejects with an object that is no error. */
function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error)
}

// What a worker has: a backend of its own, and the session's program compiled for each size of share.

import { type Backend, type Executable, fail } from '@assent/autodiff'
import type { Work } from './layout.js'

/** How a refusal speaks of the worker's backend. */
export interface Wording {
  readonly where: string
  /** Where the backend is from. */
  readonly from: string
  readonly remedy: string
}

export interface Programs {
  /** Opens the backend, once. */
  open(): Promise<Backend>
  executableFor(tasks: number): Promise<Executable>
}

/** Opens nothing yet. Refuses a backend that computes otherwise than that of the run. */
export function programsOf(work: Work, create: () => Promise<Backend>, wording: Wording): Programs {
  let opened: Promise<Backend> | undefined
  const compiled = new Map<number, Promise<Executable>>()
  const openChecked = async () => {
    const backend = await create()
    check(backend, work, wording)
    return backend
  }
  const open = () => {
    opened ??= openChecked()
    return opened
  }
  const compileFor = async (tasks: number) => (await open()).compile(work.program, tasks)
  return {
    open,
    executableFor: (tasks) => {
      const executable = compiled.get(tasks) ?? compileFor(tasks)
      compiled.set(tasks, executable)
      return executable
    },
  }
}

function check(backend: Backend, { backendName, precision }: Work, { where, from, remedy }: Wording): void {
  if (backend.name === backendName && backend.precision === precision) return
  const expected = `${backendName} in ${precision}, the backend of the run`
  fail(where, expected, `${backend.name} in ${backend.precision} from ${from}`, remedy)
}

// A process for one backend, seen from the command: fresh, so that loading and memory are its own.

import { fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fail } from '@assent/core'
import type { Advanced, Answer, Assignment, Loaded, Order } from './protocol.js'

export interface WorkerProcess {
  readonly backend: string
  readonly loaded: Loaded
  /** Takes meta-steps. */
  advance(steps: number): Promise<Advanced>
  end(): void
}

/** As it was built: a process needs a file of JavaScript. */
const program = join(dirname(createRequire(import.meta.url).resolve('@assent/cli/package.json')), 'dist/cross-backend.js')

/**
 * Starts a process, loads the backend there and composes the experiment.
 *
 * @throws AssentError what the process found wrong, or that it died
 */
export async function startProcess(assignment: Assignment): Promise<WorkerProcess> {
  const { backend } = assignment.overrides
  const child = fork(program, {
    cwd: assignment.source.folder,
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ask = async <Kind extends Answer>(order: Order): Promise<Kind> => {
    const answer = await new Promise<Answer>((resolve, reject) => {
      const end = (code: number | null, signal: string | null) => {
        try {
          fail(
            `backend ${backend}`,
            'its process to go on',
            `its end (${signal ?? `exit code ${code}`})`,
            'leave it out with --backends',
          )
        } catch (error) {
          reject(error)
        }
      }
      child.once('exit', end)
      child.once('message', (message: Answer) => {
        child.off('exit', end)
        resolve(message)
      })
      child.send(order)
    })
    if (answer.kind !== 'failed') return answer as Kind
    const { where, expected, found, remedy } = answer.complaint
    return fail(where.includes(backend) ? where : `backend ${backend}, ${where}`, expected, found, remedy)
  }
  const end = () => void child.kill()
  try {
    const loaded = await ask<Loaded>(assignment)
    return { backend, loaded, advance: (steps) => ask<Advanced>({ steps }), end }
  } catch (error) {
    end()
    throw error
  }
}

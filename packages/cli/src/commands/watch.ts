// `assent watch`: a run that is going on, in a page on this machine.

import { once } from 'node:events'
import { resolve } from 'node:path'
import { processTerminal } from '../output/terminal.js'
import { showPath } from '../run/files.js'
import { watchRun } from '../watch/look.js'
import { serveWatch } from '../watch/server.js'

export interface WatchCommand {
  /** The folder of a run. */
  readonly run: string
  readonly port?: number
}

/** Runs the command; returns the exit code. */
export async function watchCommand({ run, port = 0 }: WatchCommand): Promise<number> {
  const terminal = processTerminal(false)
  const folder = resolve(process.cwd(), run)
  const server = await serveWatch(watchRun(folder), port)
  terminal.out(`${showPath(folder)}: open ${server.url}`)
  terminal.note('for this machine alone, and for whoever knows the address; Ctrl-C ends it, and not the run')
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  await server.close()
  return 0
}

// `assent worker`: adapts tasks, and trains cells of comparisons, for whoever asks on the cluster, until it is asked to end.

import { once } from 'node:events'
import { loadBullmq, serverOf } from '../cluster/client.js'
import type { Own } from '../cluster/opener.js'
import { type WorkerOverrides, workerOverrides } from '../config/flags.js'
import { processTerminal } from '../output/terminal.js'

export interface WorkerCommand extends WorkerOverrides {
  /** The server's address. */
  readonly queue: string
  readonly cluster?: string
  readonly passwordFile?: string
  readonly hands?: number
}

/** Runs the command; returns the exit code. */
export async function workerCommand(options: WorkerCommand): Promise<number> {
  const terminal = processTerminal(false)
  const folder = process.cwd()
  const { serve } = await loadBullmq(folder)
  const { queue, cluster, passwordFile, hands = 1 } = options
  const own: Own = { folder, overrides: workerOverrides(options) }
  const worker = await serve({
    ...serverOf({ url: queue, cluster, passwordFile }),
    opener: [new URL('cluster-opener.js', import.meta.url).href, 'openDescribed', own],
    errand: [new URL('cluster-cells.js', import.meta.url).href, 'trainCellErrand', own],
    hands,
    onEvent: (text) => terminal.note(text),
  })
  terminal.note(`worker ${worker.name} is there, with ${hands} ${hands === 1 ? 'thread' : 'threads'}; Ctrl-C ends it`)
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  terminal.note('finishing what it is at')
  await worker.close()
  return 0
}

// `assent cluster`: who is in a cluster, and one on this machine to try it out.

import { loadBullmq, serverOf } from '../cluster/client.js'
import { startLocal } from '../cluster/local.js'
import { renderStatus } from '../cluster/render.js'
import { processTerminal } from '../output/terminal.js'

export interface ClusterStatusCommand {
  readonly queue: string
  readonly cluster?: string
  readonly passwordFile?: string
  readonly json?: boolean
}

/** Runs `assent cluster status`; returns the exit code. */
export async function clusterStatusCommand({ queue, json, ...options }: ClusterStatusCommand): Promise<number> {
  const { clusterStatus } = await loadBullmq(process.cwd())
  const status = await clusterStatus({ ...serverOf({ url: queue, ...options }), patience: 5 })
  processTerminal(Boolean(json)).out(json ? JSON.stringify(status) : renderStatus(status))
  return 0
}

export interface ClusterLocalCommand {
  readonly workers?: number
  readonly port?: number
}

/** Runs `assent cluster local`; returns the exit code. */
export async function clusterLocalCommand({ workers = 2, port = 6379 }: ClusterLocalCommand): Promise<number> {
  await loadBullmq(process.cwd())
  return startLocal({ workers, port }, processTerminal(false))
}

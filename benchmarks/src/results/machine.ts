// Where and when a result was measured.

import { arch, cpus, loadavg, platform, totalmem } from 'node:os'

export interface Machine {
  readonly processor: string
  readonly processors: number
  readonly memoryGiB: number
  readonly platform: string
  readonly node: string
  /** When the run began, by the machine's clock. */
  readonly date: string
  /** Processes that wanted to run in the minute before: above 0.5, other work disturbed the figures. */
  readonly loadBefore: number
}

export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    processors: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${platform()}-${arch()}`,
    node: process.version,
    date: new Date().toISOString(),
    loadBefore: Math.round((loadavg()[0] as number) * 100) / 100,
  }
}

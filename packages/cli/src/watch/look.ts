// A run as it lies in its folder at a moment, for whoever watches it. A run keeps some five hundred lines and two dozen votes,
// however long it is, so there is never more to hold than that.

import { statSync } from 'node:fs'
import type { ReportData } from '@assent/report'
import { type History, logFile, readHistory, votesFile } from '../records/history.js'
import { type RunRecord, readRunRecord, runFile } from '../records/run-record.js'
import { describeHolder } from '../run/lock.js'
import { summarizeLog } from '../run/log.js'

/** Where a run stands. */
export interface RunState {
  /** Another for other files: what was drawn of the last one is still right while it is the same. */
  readonly version: string
  readonly state: 'running' | 'finished' | 'stopped'
  /** Meta-steps done, as far as the log says, and in all. */
  readonly step: number
  readonly steps: number
  /** Meta-steps per second, and seconds left; null as long as they are not known. */
  readonly speed: number | null
  readonly left: number | null
  /** Who uses the folder, or did last. */
  readonly holder: string | null
}

/** Looks at a run again and again. */
export interface Watcher {
  state(): RunState
  /** What a page shows of it. */
  report(): ReportData
}

/** @throws AssentError when the folder is not that of a run */
export function watchRun(folder: string): Watcher {
  readRunRecord(folder)
  const speedOf = trackSpeed()
  let last: { version: string; record: RunRecord; history: History } | undefined
  const look = () => {
    const version = [runFile(folder), logFile(folder), votesFile(folder)].map(describeFile).join(' ')
    if (last?.version === version) return last
    const record = readRunRecord(folder)
    // Up to the last step: lines may be ahead of the checkpoint, which is written less often.
    const { log, votes } = readHistory(folder, record, record.run.metaSteps)
    last = { version, record, history: { log, votes } }
    return last
  }
  return {
    state: () => {
      const { version, record, history } = look()
      const steps = record.run.metaSteps
      const step = history.log.at(-1)?.step ?? 0
      const holder = describeHolder(folder)?.detail ?? null
      const state = step >= steps ? 'finished' : holder?.startsWith('in use') ? 'running' : 'stopped'
      const speed = state === 'running' ? speedOf(step, modifiedAt(logFile(folder))) : null
      return { version, state, step, steps, speed, left: speed ? (steps - step) / speed : null, holder }
    },
    report: () => {
      const { record, history } = look()
      const { versions, run } = record
      const { log, votes } = history
      const data = { seed: run.seed, log, votes, setup: { ...run, versions } }
      return {
        title: `${run.tasks.name}: ${run.learner.name} with ${run.weighting.name}`,
        methods: [
          { name: run.weighting.name, result: { seeds: [], ...summarizeLog(log) }, trials: [], runs: [data], samples: [] },
        ],
        withoutSamples: 'Sample tasks are drawn by assent report.',
      }
    },
  }
}

function describeFile(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false })
  return found ? `${found.mtimeMs}-${found.size}` : 'none'
}

function modifiedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/** How far back speed is measured. */
const MOMENTS = 10

/** From the steps at the last few moments at which the log was written; null before there are two. */
function trackSpeed(): (step: number, at: number) => number | null {
  const moments: { readonly step: number; readonly at: number }[] = []
  return (step, at) => {
    if (moments.at(-1)?.at !== at) moments.push({ step, at })
    if (moments.length > MOMENTS) moments.shift()
    const [first, latest] = [moments[0], moments.at(-1)]
    if (!first || !latest || latest.at <= first.at || latest.step <= first.step) return null
    return (1000 * (latest.step - first.step)) / (latest.at - first.at)
  }
}

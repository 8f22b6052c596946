// From judged methods to the numbers of a comparison.

import { type Estimate, type Evaluation, type MetricDescription, pairedDifference } from '@assent/core'
import { summarize } from '@assent/core/tools'
import { mean } from '../output/progress.js'
import { showPath } from '../run/files.js'
import { type LogSummary, summarizeLog } from '../run/log.js'
import { checkpointFile } from '../run/run-folder.js'
import { type Judged, overSeeds, type Trial } from './judge-cells.js'

/** A method at the outer rate that validation tasks prefer. */
export interface Method {
  readonly name: string
  readonly trials: readonly Trial[]
  /** Undefined when every rate diverged. */
  readonly result: MethodResult | undefined
}

export interface MethodResult extends LogSummary {
  readonly outerRate: number | undefined
  /** Over episodes; each episode's score is its mean over seeds. */
  readonly score: Estimate
  /** The score of each seed alone. */
  readonly seeds: readonly number[]
  readonly worstDecile: number
  /** This method minus the first, over the same episodes; mean squares for error metrics. */
  readonly difference: Estimate | undefined
  readonly checkpoints: readonly string[]
}

export interface Comparison {
  readonly metric: MetricDescription
  readonly split: Evaluation['split']
  readonly episodes: number
  readonly transductive: boolean
  readonly innerSteps: number
  readonly baselines: Evaluation['baselines']
  readonly methods: readonly Method[]
}

/** Undefined when nothing is left to compare. */
export function summarizeMethods(judged: readonly Judged[]): Comparison | undefined {
  const evaluation = judged.find(({ cells }) => cells.length > 0)?.cells[0]?.test
  if (!evaluation) return undefined
  const { metric, split, episodes, transductive, steps, baselines } = evaluation
  const [first] = judged as [Judged]
  const methods = judged.map((method) => ({
    name: method.name,
    trials: method.trials,
    result: method.cells.length > 0 ? summarizeMethod(method, method === first ? undefined : first) : undefined,
  }))
  return { metric, split, episodes, transductive, innerSteps: steps.length - 1, baselines, methods }
}

function summarizeMethod({ cells }: Judged, first: Judged | undefined): MethodResult {
  const tests = cells.map(({ test }) => test)
  const { metric } = tests[0] as Evaluation
  const firstTests = first?.cells.map(({ test }) => test) ?? []
  return {
    outerRate: cells[0]?.cell.outerRate,
    score: summarize(metric, overSeeds(tests)),
    seeds: tests.map(({ steps }) => steps.at(-1)?.score.mean as number),
    worstDecile: mean(tests.map(({ steps }) => steps.at(-1)?.worstDecile as number)),
    difference: firstTests.length > 0 ? pairedDifference(overSeeds(tests), overSeeds(firstTests)) : undefined,
    ...summarizeLog(cells.flatMap(({ result }) => result?.log ?? [])),
    checkpoints: cells.map(({ folder }) => showPath(checkpointFile(folder))),
  }
}

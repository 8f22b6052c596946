// From judged methods to the numbers of a comparison.

import { describeExperiment, pairedDifference } from '@assent/core'
import { summarize } from '@assent/core/tools'
import { mean } from '../output/progress.js'
import type { Comparison, MethodResult } from '../records/comparison-record.js'
import type { Judgment } from '../records/evaluation-record.js'
import { identityOf } from '../records/identity.js'
import { showPath } from '../run/files.js'
import { summarizeLog } from '../run/log.js'
import { checkpointFile } from '../run/run-folder.js'
import { endOf } from './extend-rates.js'
import { countDiverged, type Judged, overSeeds } from './judge-cells.js'

/** Undefined when nothing is left to compare. */
export function summarizeMethods(judged: readonly Judged[]): Comparison | undefined {
  const evaluation = judged.find(({ cells }) => cells.length > 0)?.cells[0]?.test
  if (!evaluation) return undefined
  const { metric, split, episodes, transductive, steps, baselines } = evaluation
  const [first] = judged as [Judged]
  const methods = judged.map((method) => ({
    name: method.name,
    trials: [...method.trials],
    end: endOf({ trials: method.trials, best: method.cells[0]?.cell.outerRate }),
    result: method.cells.length > 0 ? summarizeMethod(method, method === first ? undefined : first) : undefined,
  }))
  return { metric, split, episodes, transductive, innerSteps: steps.length - 1, baselines, methods }
}

function summarizeMethod({ cells }: Judged, first: Judged | undefined): MethodResult {
  const tests = cells.map(({ test }) => test)
  const { metric } = tests[0] as Judgment
  const firstTests = first?.cells.map(({ test }) => test) ?? []
  return {
    outerRate: cells[0]?.cell.outerRate,
    score: summarize(metric, overSeeds(tests)),
    divergedTasks: countDiverged(overSeeds(tests)),
    seeds: tests.map(({ steps }) => steps.at(-1)?.score.mean ?? Number.NaN),
    worstDecile: mean(tests.map(({ steps }) => steps.at(-1)?.worstDecile ?? Number.NaN)),
    difference: firstTests.length > 0 ? pairedDifference(overSeeds(tests), overSeeds(firstTests)) : undefined,
    ...summarizeLog(cells.flatMap(({ result }) => result?.log ?? [])),
    checkpoints: cells.map(({ folder }) => showPath(checkpointFile(folder))),
    runs: cells.map(({ run }) => identityOf(describeExperiment(run))),
  }
}

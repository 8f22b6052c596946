// Judging an initialization on tasks it has not seen: loss and metric after 0, 1, 2 … inner steps, and the
// baselines beside them.

import { breather, type FloatArray, sizeOf } from '@assent/autodiff'
import { checkTargets } from '../contracts/loss.js'
import { describeMetric, type MetricDescription } from '../contracts/metric.js'
import { checkOptions } from '../contracts/options.js'
import { checkProblem, checkTheta, checkWhole, metricOf, type Problem } from '../contracts/problem.js'
import type { Split } from '../contracts/task-source.js'
import { sampleEpisode } from '../train/sample.js'
import { batchesOf, type EpisodeResult, openJudge } from './judge-batch.js'
import { summarize, summarizeWorst } from './score.js'
import { type Estimate, estimate } from './statistics.js'

/** Which tasks θ is judged on, and how long it adapts to each. */
export interface EvaluationOptions {
  /** Choose settings on `validation`. @defaultValue 'test' */
  readonly split?: Split
  /** @defaultValue 600 */
  readonly episodes?: number
  /** Inner steps per task; results are given after each. @defaultValue 10 */
  readonly innerSteps?: number
  /** Decides the episodes. */
  readonly seed: number
  /** Tasks adapted side by side; does not change the numbers. @defaultValue 25 */
  readonly tasksAtOnce?: number
  /** Called as episodes are done. */
  readonly onProgress?: (done: number, of: number) => void
}

/** The metric over episodes after some inner steps. */
export interface ScoreAfter {
  readonly step: number
  /** Over the episodes whose predictions are finite. */
  readonly score: Estimate
  /** How many episodes had no finite prediction. */
  readonly diverged: number
  /** Mean over episodes of the loss on the support examples; undefined after the last step. */
  readonly supportLoss: Estimate | undefined
  /** The score that a tenth of the episodes do worse than. */
  readonly worstDecile: number
}

/** How well θ adapts to the tasks of a split: the metric after each number of inner steps, and the baselines' beside it. */
export interface Evaluation {
  readonly split: Split
  readonly episodes: number
  readonly seed: number
  readonly metric: MetricDescription
  /** Whether query examples were seen together and answered otherwise than alone, as batch statistics make it. */
  readonly transductive: boolean
  /** After 0, 1, 2 … inner steps: one more entry than there are steps. */
  readonly steps: readonly ScoreAfter[]
  /** After the last step, each query example by itself: what an app sees. Undefined where it makes no difference. */
  readonly oneByOne: { readonly score: Estimate; readonly diverged: number } | undefined
  /** The first tasks whose predictions stopped being finite, and after how many steps; all are counted in `steps`. */
  readonly divergedTasks: readonly { readonly task: string; readonly step: number }[]
  /** The task source's own, on the same episodes. */
  readonly baselines: readonly { readonly name: string; readonly score: Estimate }[]
  /** Each episode's own score after the last step, for paired comparisons; mean squares where the metric is a root, NaN where it diverged. */
  readonly scores: readonly number[]
}

/** Diverged tasks that an evaluation names. */
const NAMED = 10

/**
 * Adapts `theta` to `episodes` tasks of a split, as the learner does in training, and judges it on their query examples. Tasks
 * that diverge are counted and named; the others are judged.
 *
 * @param theta all meta-parameters, flat
 * @throws AssentError when an option is no whole number, when the parts do not fit or θ is another model's,
 *   or when targets are none that the metric can judge
 */
export async function evaluate(problem: Problem, theta: FloatArray, options: EvaluationOptions): Promise<Evaluation> {
  const { split = 'test', episodes = 600, innerSteps = 10, seed, tasksAtOnce = 25, onProgress } = options
  checkOptions('evaluate', options, ['split', 'episodes', 'innerSteps', 'seed', 'tasksAtOnce', 'onProgress'])
  checkProblem(problem)
  for (const [option, value] of Object.entries({ episodes, tasksAtOnce })) checkWhole('evaluate', option, value, 1)
  for (const [option, value] of Object.entries({ innerSteps, seed })) checkWhole('evaluate', option, value, 0)
  checkTheta('evaluate', problem, theta)
  const { tasks, model } = problem
  const metric = metricOf(problem)
  const width = Math.min(tasksAtOnce, episodes)
  const judge = openJudge(problem, theta, width, innerSteps)
  const results: EpisodeResult[] = []
  const baselines = tasks.baselines.map(({ name }) => ({ name, scores: [] as number[] }))
  const breathe = breather()
  try {
    for (let first = 0; first < episodes; first += width) {
      const count = Math.min(width, episodes - first)
      const drawn = Array.from({ length: count }, (_, place) => sampleEpisode(problem, seed, split, first + place))
      for (const { id, query } of drawn)
        checkTargets(`tasks ${tasks.name}, task ${id}, query`, 'metric', metric, query.y, sizeOf(tasks.targetShape))
      for (const batch of batchesOf(drawn)) {
        results.push(...(await judge.run(batch)))
        for (const [index, { predict }] of tasks.baselines.entries()) {
          baselines[index]?.scores.push(
            ...batch.episodes.map((episode) => metric.score(predict(episode), episode.query.y, tasks.targetShape)),
          )
        }
        await breathe()
      }
      onProgress?.(first + count, episodes)
    }
  } finally {
    judge.dispose()
  }
  return {
    split,
    episodes,
    seed,
    metric: describeMetric(metric),
    transductive: model.transductive,
    steps: Array.from({ length: innerSteps + 1 }, (_, step) => scoreAfter(metric, step, results)),
    oneByOne: model.transductive
      ? countFinite(
          metric,
          results.map(({ alone }) => alone ?? Number.NaN),
        )
      : undefined,
    divergedTasks: results.flatMap(firstDivergence).slice(0, NAMED),
    baselines: baselines.map(({ name, scores }) => ({ name, score: summarize(metric, scores) })),
    scores: results.map(({ scores }) => scores[innerSteps] ?? Number.NaN),
  }
}

function countFinite(metric: MetricDescription, scores: readonly number[]): { score: Estimate; diverged: number } {
  return { score: summarize(metric, scores), diverged: scores.filter((score) => !Number.isFinite(score)).length }
}

function scoreAfter(metric: MetricDescription, step: number, results: readonly EpisodeResult[]): ScoreAfter {
  const scores = results.map((result) => result.scores[step] ?? Number.NaN)
  const losses = results.flatMap((result) => result.losses[step] ?? []).filter(Number.isFinite)
  return {
    step,
    ...countFinite(metric, scores),
    supportLoss: losses.length > 0 ? estimate(losses) : undefined,
    worstDecile: summarizeWorst(metric, scores),
  }
}

function firstDivergence({ task, scores }: EpisodeResult): { task: string; step: number }[] {
  const step = scores.findIndex((score) => !Number.isFinite(score))
  return step < 0 ? [] : [{ task, step }]
}

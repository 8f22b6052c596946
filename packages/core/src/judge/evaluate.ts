// Judging an initialization on tasks it has not seen: loss and metric after 0, 1, 2 … inner steps, and the
// baselines beside them.

import { type Executable, type FloatArray, fail } from '@assent/autodiff'
import { checkProblem, checkWhole, type Problem } from '../contracts/problem.js'
import type { Episode, Metric, Split } from '../contracts/task-source.js'
import { breather } from '../train/breathe.js'
import { sampleEpisode } from '../train/sample.js'
import { type Adaptation, openAdaptation, predictProgram } from './adaptation.js'
import { scoreEpisode, summarize } from './score.js'
import { type Estimate, estimate, worstDecile } from './statistics.js'

export interface EvaluationOptions {
  /** `test` unless given; choose settings on `validation`. */
  readonly split?: Split
  /** 600 unless given. */
  readonly episodes?: number
  /** Inner steps per task, 10 unless given; results are given after each. */
  readonly steps?: number
  /** Decides the episodes. */
  readonly seed: number
  /** Tasks adapted side by side, 25 unless given; does not change the numbers. */
  readonly tasksAtOnce?: number
  /** Called as episodes are done. */
  readonly onProgress?: (done: number, of: number) => void
}

/** The metric over episodes after some inner steps. */
export interface ScoreAfter {
  readonly step: number
  readonly score: Estimate
  /** Mean over episodes of the loss on the support examples; undefined after the last step. */
  readonly supportLoss: Estimate | undefined
  /** The score that a tenth of the episodes do worse than. */
  readonly worstDecile: number
}

export interface Evaluation {
  readonly split: Split
  readonly episodes: number
  readonly seed: number
  readonly metric: Metric
  /** Whether query examples were seen together, sharing batch statistics. */
  readonly transductive: boolean
  readonly steps: readonly ScoreAfter[]
  readonly baselines: readonly { readonly name: string; readonly score: Estimate }[]
  /** Each episode's own score after the last step, for paired comparisons; mean squares for error metrics. */
  readonly scores: readonly number[]
}

/**
 * Adapts `theta` to `episodes` tasks of a split and judges it on their query examples.
 *
 * @throws AssentError when an option is no whole number, or when a prediction is not finite, naming the task and step
 */
export async function evaluate(problem: Problem, theta: FloatArray, options: EvaluationOptions): Promise<Evaluation> {
  const { split = 'test', episodes = 600, steps = 10, seed, tasksAtOnce = 25, onProgress } = options
  checkProblem(problem)
  for (const [option, value] of Object.entries({ episodes, tasksAtOnce })) checkWhole('evaluate', option, value, 1)
  for (const [option, value] of Object.entries({ steps, seed })) checkWhole('evaluate', option, value, 0)
  const { tasks, model, backend } = problem
  const { support, query } = tasks.episodeSize(split)
  const width = Math.min(tasksAtOnce, episodes)
  const adaptation = await openAdaptation(problem, width, support)
  const predictor = await backend.compile(predictProgram(model, query), width)
  const scores = Array.from({ length: steps + 1 }, (): number[] => [])
  const losses = Array.from({ length: steps }, (): number[] => [])
  const breathe = breather()
  const baselines = tasks.baselines.map(({ name }) => ({ name, scores: [] as number[] }))
  try {
    for (let first = 0; first < episodes; first += width) {
      const batch = Array.from({ length: Math.min(width, episodes - first) }, (_, place) =>
        sampleEpisode(tasks, seed, split, first + place),
      )
      await adaptBatch(problem, theta, batch, width, { adaptation, predictor, scores, losses })
      for (const [index, { predict }] of tasks.baselines.entries()) {
        for (const episode of batch) baselines[index]?.scores.push(score(problem, predict(episode), episode))
      }
      onProgress?.(first + batch.length, episodes)
      await breathe()
    }
  } finally {
    adaptation.dispose()
    predictor.dispose()
  }
  const { metric } = tasks
  return {
    split,
    episodes,
    seed,
    metric,
    transductive: model.transductive,
    steps: scores.map((ofStep, step) => ({
      step,
      score: summarize(metric, ofStep),
      supportLoss: losses[step] && estimate(losses[step]),
      worstDecile: toMetric(metric, worstDecile(ofStep, metric.name === 'accuracy')),
    })),
    baselines: baselines.map(({ name, scores }) => ({ name, score: summarize(metric, scores) })),
    scores: scores[steps] as number[],
  }
}

interface Workbench {
  readonly adaptation: Adaptation
  readonly predictor: Executable
  /** Filled with one score per episode, after 0 … steps inner steps. */
  readonly scores: readonly number[][]
  /** Filled with one support loss per episode, before each inner step. */
  readonly losses: readonly number[][]
}

/** Adapts some episodes side by side. Fewer than `width` are filled up with the first, whose copies are not counted. */
async function adaptBatch(
  problem: Problem,
  theta: FloatArray,
  batch: readonly Episode[],
  width: number,
  bench: Workbench,
): Promise<void> {
  const { adaptation, predictor, scores, losses } = bench
  const filled = Array.from({ length: width }, (_, place) => batch[place] ?? (batch[0] as Episode))
  const join = (values: (episode: Episode) => FloatArray) => joinArrays(filled.map(values))
  const supportX = join(({ support }) => support.x)
  const supportY = join(({ support }) => support.y)
  predictor.write(
    'x',
    join(({ query }) => query.x),
  )
  adaptation.restart(theta)
  for (const [step, ofStep] of scores.entries()) {
    adaptation.writeParameters(predictor)
    await predictor.run()
    const predictions = await predictor.read('prediction')
    const size = predictions.length / width
    for (const [place, episode] of batch.entries()) {
      const prediction = predictions.subarray(place * size, (place + 1) * size)
      const value = score(problem, prediction, episode)
      if (!prediction.every(Number.isFinite) || !Number.isFinite(value)) {
        const where = `evaluate, task ${episode.id}, after ${step} steps`
        fail(where, 'finite predictions', 'NaN or infinity', 'lower the inner rate or take fewer steps')
      }
      ofStep.push(value)
    }
    if (step < losses.length) losses[step]?.push(...(await adaptation.step(supportX, supportY)).slice(0, batch.length))
  }
}

function score({ tasks }: Problem, prediction: ArrayLike<number>, { query }: Episode): number {
  return scoreEpisode(tasks.metric, prediction, query.y, tasks.targetShape)
}

function toMetric(metric: Metric, score: number): number {
  return metric.name === 'rootMeanSquaredError' ? Math.sqrt(score) : score
}

function joinArrays(arrays: readonly FloatArray[]): FloatArray {
  const [first] = arrays as readonly [FloatArray]
  const joined =
    first instanceof Float64Array
      ? new Float64Array(first.length * arrays.length)
      : new Float32Array(first.length * arrays.length)
  for (const [place, array] of arrays.entries()) joined.set(array, place * first.length)
  return joined
}

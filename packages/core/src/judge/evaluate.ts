// Judging an initialization on tasks it has not seen: loss and metric after 0, 1, 2 … inner steps, and the
// baselines beside them.

import { type Executable, type FloatArray, sizeOf } from '@assent/autodiff'
import { describeMetric, type MetricDescription } from '../contracts/metric.js'
import { checkOptions } from '../contracts/options.js'
import { checkProblem, checkWhole, lossOf, metricOf, type Problem, trainedPart } from '../contracts/problem.js'
import type { Episode, Split } from '../contracts/task-source.js'
import { breather } from '../train/breathe.js'
import { join } from '../train/pack-batch.js'
import { sampleEpisode } from '../train/sample.js'
import { predictProgram } from './adaptation-programs.js'
import { keepFew } from './keep-few.js'
import { checkTheta } from './open-model.js'
import { summarize, summarizeWorst } from './score.js'
import { openSideBySide, type Values } from './side-by-side.js'
import { type Estimate, estimate } from './statistics.js'

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

export interface Evaluation {
  readonly split: Split
  readonly episodes: number
  readonly seed: number
  readonly metric: MetricDescription
  /** Whether query examples were seen together and answered otherwise than alone, as batch statistics make it. */
  readonly transductive: boolean
  readonly steps: readonly ScoreAfter[]
  /** After the last step, each query example by itself: what an app sees. Undefined where it makes no difference. */
  readonly oneByOne: { readonly score: Estimate; readonly diverged: number } | undefined
  /** The first tasks whose predictions stopped being finite, and after how many steps; all are counted in `steps`. */
  readonly divergedTasks: readonly { readonly task: string; readonly step: number }[]
  readonly baselines: readonly { readonly name: string; readonly score: Estimate }[]
  /** Each episode's own score after the last step, for paired comparisons; mean squares where the metric is a root, NaN where it diverged. */
  readonly scores: readonly number[]
}

/** Episodes of equal size that are adapted side by side. */
interface Batch {
  readonly episodes: readonly Episode[]
  readonly support: number
  readonly query: number
}

/** Diverged tasks that an evaluation names. */
const NAMED = 10

/**
 * Adapts `theta` to `episodes` tasks of a split, as the learner does in training, and judges it on their query examples. Tasks
 * that diverge are counted and named; the others are judged.
 *
 * @param theta all meta-parameters, flat
 * @throws AssentError when an option is no whole number, when the parts do not fit or θ is another model's
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
  const judge = openJudge(problem, theta, Math.min(tasksAtOnce, episodes), innerSteps)
  const results: EpisodeResult[] = []
  const baselines = tasks.baselines.map(({ name }) => ({ name, scores: [] as number[] }))
  const breathe = breather()
  try {
    for (let first = 0; first < episodes; first += judge.width) {
      const count = Math.min(judge.width, episodes - first)
      const drawn = Array.from({ length: count }, (_, place) => sampleEpisode(problem, seed, split, first + place))
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

/** Consecutive episodes of equal size, so that the order of episodes stays. */
function batchesOf(episodes: readonly Episode[]): Batch[] {
  const batches: { episodes: Episode[]; support: number; query: number }[] = []
  for (const episode of episodes) {
    const [support, query] = [episode.support.count, episode.query.count]
    const last = batches.at(-1)
    if (last?.support === support && last.query === query) last.episodes.push(episode)
    else batches.push({ episodes: [episode], support, query })
  }
  return batches
}

/** What one episode gave. */
interface EpisodeResult {
  readonly task: string
  /** After 0, 1, … inner steps; NaN where a prediction is not finite. */
  readonly scores: readonly number[]
  /** Support losses before each inner step. */
  readonly losses: readonly number[]
  /** The last score with each query example by itself, of a transductive model. */
  readonly alone: number | undefined
}

function openJudge(problem: Problem, theta: FloatArray, width: number, innerSteps: number) {
  const { tasks, model, backend } = problem
  const trained = trainedPart(problem)
  const [loss, metric] = [lossOf(problem), metricOf(problem)]
  const adapters = keepFew(2, (support) => openSideBySide(trained, width, support))
  const predictors = keepFew<Executable>(3, (count) => backend.compile(predictProgram(trained, count), width))
  const inputSize = sizeOf(tasks.inputShape)

  /** Predictions for `count` inputs of every task. */
  async function predict(values: Values, x: FloatArray, count: number): Promise<FloatArray> {
    const predictor = await predictors.get(count)
    for (const [port, value] of values) predictor.write(port, value)
    predictor.write('x', x)
    await predictor.run()
    return predictor.read('prediction')
  }

  async function predictAlone(values: Values, x: FloatArray, count: number): Promise<FloatArray> {
    const parts: FloatArray[] = []
    for (let query = 0; query < count; query++) {
      const ofTask = (task: number) => x.subarray((task * count + query) * inputSize, (task * count + query + 1) * inputSize)
      parts.push((await predict(values, join(Array.from({ length: width }, (_, task) => ofTask(task))), 1)).slice())
    }
    const size = (parts[0]?.length ?? 0) / width
    const ofTask = (task: number) => parts.map((part) => part.subarray(task * size, (task + 1) * size))
    return join(Array.from({ length: width }, (_, task) => ofTask(task)).flat())
  }

  function scoreAll(outputs: FloatArray, { episodes, query }: Batch): number[] {
    const size = outputs.length / width
    return episodes.map((episode, place) => {
      const own = outputs.subarray(place * size, (place + 1) * size)
      if (!own.every(Number.isFinite)) return Number.NaN
      return metric.score(loss.toTargets?.(own, query) ?? own, episode.query.y, tasks.targetShape)
    })
  }

  return {
    width,
    run: async (batch: Batch): Promise<EpisodeResult[]> => {
      const { episodes, support, query } = batch
      const [filler] = episodes
      // Fewer than `width` are filled up with the first, whose copies are not counted.
      const filled = Array.from({ length: width }, (_, place) => episodes[place] ?? filler).filter(
        (episode) => episode !== undefined,
      )
      const adapter = await adapters.get(support)
      await adapter.begin(
        theta,
        join(filled.map((episode) => episode.support.x)),
        join(filled.map((episode) => episode.support.y)),
      )
      const x = join(filled.map((episode) => episode.query.x))
      const [scores, losses]: [number[][], number[][]] = [[], []]
      for (let step = 0; step <= innerSteps; step++) {
        scores.push(scoreAll(await predict(await adapter.finish(), x, query), batch))
        if (step < innerSteps) losses.push(await adapter.step())
      }
      const alone = model.transductive ? scoreAll(await predictAlone(await adapter.finish(), x, query), batch) : undefined
      return episodes.map(({ id }, place) => ({
        task: id,
        scores: scores.map((ofStep) => ofStep[place] ?? Number.NaN),
        losses: losses.map((ofStep) => ofStep[place] ?? Number.NaN),
        alone: alone?.[place],
      }))
    },
    dispose: () => {
      adapters.dispose()
      predictors.dispose()
    },
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

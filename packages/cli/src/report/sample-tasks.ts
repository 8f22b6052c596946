// Sample tasks for a report: the first episodes of the evaluation, and what a trained model makes of them.

import {
  type AdaptedModel,
  AssentError,
  adapt,
  type Episode,
  type Examples,
  type FloatArray,
  fromModel,
  type Problem,
  sampleEpisode,
  type TaskSource,
} from '@assent/core'
import { describeMetric, metricOf, summarize } from '@assent/core/tools'
import type { CurvePoint, CurveSample, Picture, PictureSample, Sample, SeriesSample, TimeSeries } from '@assent/report'
import { mean } from '../output/progress.js'
import { EVALUATION_SEED } from '../run/evaluate-run.js'

/** Points that a curve is drawn through. */
const GRID = 81

/** Query examples that are shown of each class. */
const SHOWN_PER_CLASS = 3

const EPISODES = { curve: 4, pictures: 2, series: 2 }

/** What is adapted, and for how many inner steps. */
interface Trained {
  readonly problem: Problem
  readonly recipe: { readonly evaluation: { readonly innerSteps: number } }
  readonly theta: FloatArray
}

/** Samples, or why there are none. */
export type Sampled = { readonly samples: readonly Sample[]; readonly without?: string }

/** Adapts to the first test episodes; draws what can be drawn: curves over one number, pictures and series in classes. */
export async function sampleTasks(trained: Trained): Promise<Sampled> {
  const { tasks } = trained.problem
  const kind = sampleKind(tasks)
  if (kind === undefined)
    return { samples: [], without: `Tasks of ${tasks.name} are neither curves, nor pictures or series in classes.` }
  const samples: Sample[] = []
  try {
    for (let index = 0; index < EPISODES[kind]; index++) {
      const episode = sampleEpisode(trained.problem, EVALUATION_SEED, 'test', index)
      samples.push(await samplers[kind](trained, episode))
    }
  } catch (error) {
    if (!(error instanceof AssentError) || error.kind !== 'diverged') throw error
    return { samples: [], without: `The model diverges on the first test episodes: ${error.message}` }
  }
  return { samples }
}

const samplers = { curve: sampleCurves, pictures: samplePictures, series: sampleSeries }

/** Shapes `[n, 1, channels]`, `[1, n, channels]` and `[n, channels]` run along one axis only: series, whatever the channels. */
function sampleKind({ kind, inputShape, targetShape }: TaskSource): keyof typeof EPISODES | undefined {
  if (kind === 'regression') return `${inputShape}` === '1' && `${targetShape}` === '1' ? 'curve' : undefined
  const channels = inputShape.at(-1) ?? 0
  const long = inputShape.slice(0, -1).filter((size) => size > 1)
  if (inputShape.length > 3 || long.length === 0) return undefined
  if (long.length === 1) return 'series'
  return channels === 1 || channels === 3 ? 'pictures' : undefined
}

async function sampleCurves({ problem, recipe, theta }: Trained, { id, support, query }: Episode): Promise<CurveSample> {
  const all = [...support.x, ...query.x]
  const [from, to] = [Math.min(...all), Math.max(...all)]
  const grid = Float32Array.from({ length: GRID }, (_, place) => from + ((to - from) * place) / (GRID - 1))
  const metric = metricOf(problem)
  const { targetShape, preparation } = problem.tasks
  const shown = (x: FloatArray, y: FloatArray) => pointsOf(fromModel(preparation?.inputs, x), fromModel(preparation?.targets, y))
  const curves: CurveSample['curves'][number][] = []
  for (const step of new Set([0, Math.min(1, recipe.evaluation.innerSteps), recipe.evaluation.innerSteps])) {
    const model = await adapt(problem, theta, support, step)
    const mistakes = metric.score(await model.predict(query.x), query.y, targetShape)
    curves.push({ step, score: summarize(metric, [mistakes]).mean, points: shown(grid, await model.predict(grid)) })
    model.dispose()
  }
  const points = (examples: Examples) => shown(examples.x, examples.y)
  return { kind: 'curve', task: id, metric: describeMetric(metric), support: points(support), query: points(query), curves }
}

function pointsOf(x: ArrayLike<number>, y: ArrayLike<number>): CurvePoint[] {
  return Array.from(x, (value, place) => ({ x: value, y: Number(y[place]) }))
}

async function samplePictures(trained: Trained, episode: Episode): Promise<PictureSample> {
  return { kind: 'pictures', ...(await sampleClasses(trained, episode, picturesOf)) }
}

async function sampleSeries(trained: Trained, episode: Episode): Promise<SeriesSample> {
  return { kind: 'series', ...(await sampleClasses(trained, episode, seriesOf)) }
}

/** The examples of a classification episode, as `examplesOf` shows them, with the classes that the model takes them for. */
async function sampleClasses<Example extends { readonly label: number }>(
  { problem, recipe, theta }: Trained,
  { id, support, query }: Episode,
  examplesOf: (examples: Examples, problem: Problem) => Example[],
) {
  const { innerSteps } = recipe.evaluation
  const model = await adapt(problem, theta, support, innerSteps)
  const predicted = await classesOf(model, query, problem)
  model.dispose()
  const asked = examplesOf(query, problem).map((example, place) => ({ ...example, predicted: Number(predicted[place]) }))
  const classes = Number(problem.tasks.targetShape[0])
  const shown = Array.from({ length: classes }, (_, label) =>
    asked.filter((example) => example.label === label).slice(0, SHOWN_PER_CLASS),
  )
  return { task: id, classes, innerSteps, support: examplesOf(support, problem), query: shown.flat() }
}

/** The query examples are judged together, as in the evaluation. */
async function classesOf(model: AdaptedModel, { count, x }: Examples, problem: Problem): Promise<number[]> {
  const scores = await model.predict(x)
  return largestOf(scores, count, Number(problem.tasks.targetShape[0]))
}

function picturesOf({ count, x, y }: Examples, { tasks }: Problem): Picture[] {
  const [height, width, channels] = tasks.inputShape as [number, number, 1 | 3]
  const size = height * width * channels
  const labels = largestOf(y, count, Number(tasks.targetShape[0]))
  const inverted = channels === 1 && mean(Array.from(x)) < 0.5
  return labels.map((label, place) => {
    const values = x.slice(place * size, (place + 1) * size)
    return { height, width, channels, values, inverted, label }
  })
}

function seriesOf({ count, x, y }: Examples, { tasks }: Problem): TimeSeries[] {
  const channels = tasks.inputShape.at(-1) ?? 1
  const size = tasks.inputShape.reduce((product, length) => product * length, 1)
  return largestOf(y, count, Number(tasks.targetShape[0])).map((label, place) => {
    const values = x.slice(place * size, (place + 1) * size)
    return { length: size / channels, channels, values, label }
  })
}

/** Where the largest value of each row is; the first of equal ones, as accuracy counts. */
function largestOf(values: ArrayLike<number>, rows: number, columns: number): number[] {
  return Array.from({ length: rows }, (_, row) => {
    const ofRow = Array.from({ length: columns }, (_, column) => values[row * columns + column] as number)
    return ofRow.indexOf(Math.max(...ofRow))
  })
}

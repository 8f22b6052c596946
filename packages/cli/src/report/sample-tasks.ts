// Sample tasks for a report: the first episodes of the evaluation, and what a trained model makes of them.

import { type AdaptedModel, AssentError, adapt, type Episode, type Examples, type Problem, sampleEpisode, type TaskSource } from '@assent/core'
import { describeMetric, metricOf, summarize } from '@assent/core/tools'
import type { CurvePoint, CurveSample, Picture, PictureSample, Sample } from '@assent/report'
import { mean } from '../output/progress.js'
import { EVALUATION_SEED } from '../run/evaluate-run.js'
import type { Trained } from './read-training.js'

/** Points that a curve is drawn through. */
const GRID = 81

/** Query pictures that are shown of each class. */
const SHOWN_PER_CLASS = 3

const EPISODES = { curve: 4, pictures: 2 }

/** Samples, or why there are none. */
export type Sampled = { readonly samples: readonly Sample[]; readonly without?: string }

/** Adapts to the first test episodes; draws what can be drawn: curves over one number, and pictures in classes. */
export async function sampleTasks(trained: Trained): Promise<Sampled> {
  const { tasks } = trained.problem
  const kind = sampleKind(tasks)
  if (kind === undefined) return { samples: [], without: `Tasks of ${tasks.name} are neither curves nor pictures.` }
  const samples: Sample[] = []
  try {
    for (let index = 0; index < EPISODES[kind]; index++) {
      const episode = sampleEpisode(trained.problem, EVALUATION_SEED, 'test', index)
      samples.push(await (kind === 'curve' ? sampleCurves(trained, episode) : samplePictures(trained, episode)))
    }
  } catch (error) {
    if (!(error instanceof AssentError) || error.kind !== 'diverged') throw error
    return { samples: [], without: `The model diverges on the first test episodes: ${error.message}` }
  }
  return { samples }
}

function sampleKind({ kind, inputShape, targetShape }: TaskSource): keyof typeof EPISODES | undefined {
  const [height, width, channels] = inputShape
  if (kind === 'regression') return `${inputShape}` === '1' && `${targetShape}` === '1' ? 'curve' : undefined
  return height && width && (channels === 1 || channels === 3) && inputShape.length === 3 ? 'pictures' : undefined
}

async function sampleCurves({ problem, recipe, theta }: Trained, { id, support, query }: Episode): Promise<CurveSample> {
  const all = [...support.x, ...query.x]
  const [from, to] = [Math.min(...all), Math.max(...all)]
  const grid = Float32Array.from({ length: GRID }, (_, place) => from + ((to - from) * place) / (GRID - 1))
  const metric = metricOf(problem)
  const { targetShape } = problem.tasks
  const curves: CurveSample['curves'][number][] = []
  for (const step of new Set([0, Math.min(1, recipe.evaluation.steps), recipe.evaluation.steps])) {
    const model = await adapt(problem, theta, support, step)
    const mistakes = metric.score(await model.predict(query.x), query.y, targetShape)
    curves.push({ step, score: summarize(metric, [mistakes]).mean, points: pointsOf(grid, await model.predict(grid)) })
    model.dispose()
  }
  const points = (examples: Examples) => pointsOf(examples.x, examples.y)
  return { kind: 'curve', task: id, metric: describeMetric(metric), support: points(support), query: points(query), curves }
}

function pointsOf(x: ArrayLike<number>, y: ArrayLike<number>): CurvePoint[] {
  return Array.from(x, (value, place) => ({ x: value, y: y[place] as number }))
}

async function samplePictures({ problem, recipe, theta }: Trained, { id, support, query }: Episode): Promise<PictureSample> {
  const { steps } = recipe.evaluation
  const model = await adapt(problem, theta, support, steps)
  const predicted = await classesOf(model, query, problem)
  model.dispose()
  const asked = picturesOf(query, problem).map((picture, place) => ({ ...picture, predicted: predicted[place] as number }))
  const classes = problem.tasks.targetShape[0] as number
  const shown = Array.from({ length: classes }, (_, label) =>
    asked.filter((picture) => picture.label === label).slice(0, SHOWN_PER_CLASS),
  )
  return { kind: 'pictures', task: id, classes, innerSteps: steps, support: picturesOf(support, problem), query: shown.flat() }
}

/** The query examples are judged together, as in the evaluation. */
async function classesOf(model: AdaptedModel, { count, x }: Examples, problem: Problem): Promise<number[]> {
  const scores = await model.predict(x)
  return largestOf(scores, count, problem.tasks.targetShape[0] as number)
}

function picturesOf({ count, x, y }: Examples, { tasks }: Problem): Picture[] {
  const [height, width, channels] = tasks.inputShape as [number, number, 1 | 3]
  const size = height * width * channels
  const labels = largestOf(y, count, tasks.targetShape[0] as number)
  const inverted = channels === 1 && mean(Array.from(x)) < 0.5
  return labels.map((label, place) => {
    const values = x.slice(place * size, (place + 1) * size)
    return { height, width, channels, values, inverted, label }
  })
}

/** Where the largest value of each row is; the first of equal ones, as accuracy counts. */
function largestOf(values: ArrayLike<number>, rows: number, columns: number): number[] {
  return Array.from({ length: rows }, (_, row) => {
    const ofRow = Array.from({ length: columns }, (_, column) => values[row * columns + column] as number)
    return ofRow.indexOf(Math.max(...ofRow))
  })
}

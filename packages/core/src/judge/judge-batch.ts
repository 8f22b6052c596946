// Some episodes of equal size, adapted side by side and scored after each inner step.

import type { Executable, FloatArray } from '@assent/autodiff'
import { lossOf, metricOf, type Problem, trainedPart } from '../contracts/problem.js'
import type { Episode } from '../contracts/task-source.js'
import { join } from '../train/pack-batch.js'
import { predictProgram } from './adaptation-programs.js'
import { keepFew } from './keep-few.js'
import { openSideBySide, type Values } from './side-by-side.js'

/** Episodes with the same numbers of support and query examples. */
export interface Batch {
  readonly episodes: readonly Episode[]
  readonly support: number
  readonly query: number
}

/** What one episode gave. */
export interface EpisodeResult {
  readonly task: string
  /** After 0, 1, … inner steps; NaN where a prediction is not finite. */
  readonly scores: readonly number[]
  /** Support losses before each inner step. */
  readonly losses: readonly number[]
  /** The last score with each query example by itself, of a transductive model. */
  readonly alone: number | undefined
}

export interface Judge {
  run(batch: Batch): Promise<EpisodeResult[]>
  dispose(): void
}

/** Consecutive episodes of equal size, so that the order of episodes stays. */
export function batchesOf(episodes: readonly Episode[]): Batch[] {
  const batches: { episodes: Episode[]; support: number; query: number }[] = []
  for (const episode of episodes) {
    const [support, query] = [episode.support.count, episode.query.count]
    const last = batches.at(-1)
    if (last?.support === support && last.query === query) last.episodes.push(episode)
    else batches.push({ episodes: [episode], support, query })
  }
  return batches
}

/** Judges `theta` on batches of up to `width` episodes. */
export function openJudge(problem: Problem, theta: FloatArray, width: number, innerSteps: number): Judge {
  const { model, backend } = problem
  const trained = trainedPart(problem)
  const adapters = keepFew(2, (support) => openSideBySide(trained, width, support))
  const predictors = keepFew<Executable>(3, (count) => backend.compile(predictProgram(trained, count), width))
  const predict = async (values: Values, x: FloatArray, count: number): Promise<FloatArray> => {
    const predictor = await predictors.get(count)
    for (const [port, value] of values) predictor.write(port, value)
    predictor.write('x', x)
    await predictor.run()
    return predictor.read('prediction')
  }
  const predictAlone = async (values: Values, x: FloatArray, count: number): Promise<FloatArray> => {
    const parts: FloatArray[] = []
    for (const inputs of byQuery(x, width, count)) parts.push((await predict(values, inputs, 1)).slice())
    return byTask(parts, width)
  }
  return {
    run: async (batch) => {
      const { episodes, support, query } = batch
      const filled = fill(episodes, width)
      const join = joiner(filled)
      const adapter = await adapters.get(support)
      await adapter.begin(
        theta,
        join((episode) => episode.support.x),
        join((episode) => episode.support.y),
      )
      const x = join((episode) => episode.query.x)
      const [scores, losses]: [number[][], number[][]] = [[], []]
      for (let step = 0; step <= innerSteps; step++) {
        scores.push(scoreAll(problem, await predict(await adapter.finish(), x, query), batch, width))
        if (step < innerSteps) losses.push(await adapter.step())
      }
      const alone = model.transductive
        ? scoreAll(problem, await predictAlone(await adapter.finish(), x, query), batch, width)
        : undefined
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

/** Fewer episodes than `width` are filled up with the first, whose copies are not counted. */
function fill(episodes: readonly Episode[], width: number): Episode[] {
  const [filler] = episodes
  return filler ? Array.from({ length: width }, (_, place) => episodes[place] ?? filler) : []
}

/** Joins one array of each episode. */
function joiner(episodes: readonly Episode[]): (values: (episode: Episode) => FloatArray) => FloatArray {
  return (values) => join(episodes.map(values))
}

/** Of inputs `[width, count, …]`, those of each query `[width, …]`. */
function byQuery(x: FloatArray, width: number, count: number): FloatArray[] {
  const size = x.length / width / count
  return Array.from({ length: count }, (_, query) =>
    join(
      Array.from({ length: width }, (_, task) => x.subarray((task * count + query) * size, (task * count + query + 1) * size)),
    ),
  )
}

/** Of outputs `[width, …]` of each query, those of all tasks `[width, count, …]`. */
function byTask(parts: readonly FloatArray[], width: number): FloatArray {
  const ofTask = (part: FloatArray, task: number) =>
    part.subarray((task * part.length) / width, ((task + 1) * part.length) / width)
  return join(Array.from({ length: width }, (_, task) => parts.map((part) => ofTask(part, task))).flat())
}

function scoreAll(problem: Problem, outputs: FloatArray, { episodes, query }: Batch, width: number): number[] {
  const [loss, metric] = [lossOf(problem), metricOf(problem)]
  const size = outputs.length / width
  return episodes.map((episode, place) => {
    const own = outputs.subarray(place * size, (place + 1) * size)
    if (!own.every(Number.isFinite)) return Number.NaN
    return metric.score(loss.toTargets?.(own, query) ?? own, episode.query.y, problem.tasks.targetShape)
  })
}

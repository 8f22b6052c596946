// What a network says of all seats' tasks: before it has seen their examples, and after its inner steps.

import type { FloatArray } from '@assent/autodiff'
import { type Episode, type Experiment, squaredError } from '@assent/core'
import { join, openSideBySide, predictProgram, repeat } from '@assent/core/tools'
import { CURVE_POINTS, RANGE } from './axis.js'

export const curveInputs = Float32Array.from(
  { length: CURVE_POINTS },
  (_, place) => RANGE[0] + ((RANGE[1] - RANGE[0]) * place) / (CURVE_POINTS - 1),
)

export interface Curves {
  /** The initialization's own curve, the same for all tasks. */
  readonly before: Float32Array
  /** `[tasks, CURVE_POINTS]` flat. */
  readonly after: Float32Array
}

export interface CurveDrawer {
  draw(theta: FloatArray, episodes: readonly Episode[]): Promise<Curves>
  dispose(): void
}

/** Compiles the adaptation of `count` tasks, and their predictions along the axis. */
export async function openCurves(experiment: Experiment, count: number): Promise<CurveDrawer> {
  const trained = { ...experiment, loss: squaredError() }
  const adapter = await openSideBySide(trained, count, experiment.tasks.episodeSize('train').support)
  const predictor = await experiment.backend.compile(predictProgram(trained, CURVE_POINTS), count)
  predictor.write('x', repeat(curveInputs, count))
  const predict = async () => {
    for (const [port, values] of await adapter.finish()) predictor.write(port, values)
    await predictor.run()
    return Float32Array.from(await predictor.read('prediction'))
  }
  return {
    draw: async (theta, episodes) => {
      await adapter.begin(theta, join(episodes.map(({ support }) => support.x)), join(episodes.map(({ support }) => support.y)))
      const before = (await predict()).slice(0, CURVE_POINTS)
      for (let step = 0; step < experiment.learner.innerSteps; step++) await adapter.step()
      return { before, after: await predict() }
    },
    dispose: () => {
      adapter.dispose()
      predictor.dispose()
    },
  }
}

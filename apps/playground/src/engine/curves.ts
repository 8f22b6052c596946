// What a network says of all seats' tasks: before it has seen their examples, and after its inner steps.

import type { FloatArray } from '@assent/autodiff'
import { type Episode, type Experiment, squaredError } from '@assent/core'
import { openSideBySide, predictProgram } from '@assent/core/tools'
import { CURVE_POINTS } from './curve-points.js'
import { RANGE } from './setup.js'

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
  predictor.write('x', repeated(curveInputs, count))
  const predict = async () => {
    for (const [port, values] of await adapter.finish()) predictor.write(port, values)
    await predictor.run()
    return Float32Array.from(await predictor.read('prediction'))
  }
  return {
    draw: async (theta, episodes) => {
      await adapter.begin(theta, joined(episodes, 'x'), joined(episodes, 'y'))
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

function joined(episodes: readonly Episode[], part: 'x' | 'y'): Float32Array {
  return Float32Array.from(episodes.flatMap(({ support }) => Array.from(support[part])))
}

function repeated(values: Float32Array, times: number): Float32Array {
  return Float32Array.from({ length: values.length * times }, (_, i) => values[i % values.length] ?? 0)
}

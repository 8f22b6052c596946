// Two networks that fit the same points from different beginnings: one meta-learned, one at random.

import type { Backend } from '@assent/autodiff'
import { initialState, openModel, squaredError } from '@assent/core'
import { innerSgd, reptile } from '@assent/learners'
import { openModelFile } from '@assent/model-file/lean'
import { mlp } from '@assent/models'
import { curveInputs } from './curves.js'
import { experimentOf } from './setup.js'

/** Points of a wave. */
export interface Points {
  readonly x: readonly number[]
  readonly y: readonly number[]
}

/** A fit from one beginning. */
export interface Fit {
  /** Along the axis of the curves. */
  readonly curve: readonly number[]
  /** The loss on the points before each inner step. */
  readonly losses: readonly number[]
}

export interface Waves {
  fit(points: Points, innerSteps: number): Promise<{ readonly learned: Fit; readonly random: Fit }>
}

/** Opens the page's model file, and beside it the same network with random parameters. */
export function openWaves(bytes: Uint8Array, backend: Backend): Waves {
  const parts = { models: { mlp }, learners: { reptile }, inners: { innerSgd }, losses: { squaredError } }
  const learned = openModelFile(bytes, { backend, parts })
  const setup = { learner: 'reptile', rule: 'uniform', rate: 1, metaSteps: 1, seed: 1, seats: ['good'] } as const
  const experiment = experimentOf(setup, backend)
  const random = openModel(experiment, initialState(experiment).parameters)
  return {
    fit: async ({ x, y }, innerSteps) => {
      const task = await learned.adapt({ x: x.map((value) => [value]), y: [...y] }, innerSteps)
      const curve: number[] = []
      for (const value of curveInputs) {
        const answer = await task.predict([value])
        curve.push('values' in answer ? (answer.values[0] ?? 0) : 0)
      }
      const examples = { count: x.length, x: Float32Array.from(x), y: Float32Array.from(y) }
      const other = await random.adapt(examples, innerSteps)
      return {
        learned: { curve, losses: task.losses },
        random: { curve: Array.from(await other.predict(curveInputs)), losses: other.losses },
      }
    },
  }
}

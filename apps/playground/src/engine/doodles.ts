// Doodles: a meta-learned network that tells classes apart after a few drawings of each.

import type { Backend } from '@assent/autodiff'
import { crossEntropy } from '@assent/core'
import { innerSgd, maml } from '@assent/learners'
import { openModelFile } from '@assent/model-file/lean'
import { convNet } from '@assent/models'

/** A drawing of 28 × 28 pixels, 0 paper and 1 ink, row by row. */
export type Drawing = Float32Array

/** An example: a drawing, and which class it shows. */
export interface Example {
  readonly drawing: Drawing
  readonly label: number
}

export interface Doodles {
  /** What its file says that it earned on classes it never saw, as a share, and the half-width of the 95 % interval. */
  readonly earned: { readonly mean: number; readonly interval: number; readonly episodes: number; readonly innerSteps: number }
  /** Learns from examples; the last call is what {@link Doodles.guess} answers by. Returns the loss before each inner step. */
  learn(examples: readonly Example[], innerSteps: number): Promise<readonly number[]>
  /** The probability of each class. */
  guess(drawing: Drawing): Promise<readonly number[]>
}

/** Opens the page's model file. */
export function openDoodles(bytes: Uint8Array, backend: Backend): Doodles {
  const parts = { models: { convNet }, learners: { maml }, inners: { innerSgd }, losses: { crossEntropy } }
  const model = openModelFile(bytes, { backend, parts })
  const { earned } = model
  if (!earned) throw new Error('the model file does not say what it earned')
  let task: Awaited<ReturnType<typeof model.adapt>> | undefined
  return {
    earned,
    learn: async (examples, innerSteps) => {
      // The network has no names for its classes: a task's own labels come in the order in which they are met.
      const inOrder = [...examples].sort((a, b) => a.label - b.label)
      task = await model.adapt({ x: inOrder.map(({ drawing }) => drawing), y: inOrder.map(({ label }) => label) }, innerSteps)
      return task.losses
    },
    guess: async (drawing) => {
      const answer = await task?.predict(drawing)
      if (!answer || !('probabilities' in answer)) throw new Error('learn from examples first')
      return (task?.labels ?? []).map((label) => answer.probabilities[label] ?? 0)
    },
  }
}

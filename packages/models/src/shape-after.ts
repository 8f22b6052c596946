// What shape an operation gives, by recording it once: its own checks are the only ones.

import { type Shape, type Tensor, trace } from '@assent/autodiff'

/** The shape of one example after `compute`, for an example of `input` beside another operand. */
export function shapeAfter(input: Shape, other: Shape, compute: (inputs: Tensor, other: Tensor) => Tensor): Shape {
  const shapes = { inputs: { shape: [1, ...input], perTask: false }, other: { shape: other, perTask: false } }
  const { outputs } = trace(shapes, ({ inputs, other }) => ({ result: compute(inputs, other) }))
  return (outputs[0]?.shape ?? []).slice(1)
}

// Tensors that hold one value everywhere: the seeds of derivatives, and what folding looks for.

import type { Tensor } from './graph.js'
import type { Shape } from './shape.js'

/** A tensor whose every value is `value`, recorded in the graph of `like`, with its shape by default. */
export function fill(like: Tensor, value: number, shape: Shape = like.shape): Tensor {
  return like.graph.record({ kind: 'fill', value }, [], shape)
}

/** The value that a tensor is known to hold everywhere, if there is one. */
export function constantOf(tensor: Tensor): number | undefined {
  const { operation } = tensor.graph.node(tensor)
  return operation.kind === 'fill' ? operation.value : undefined
}

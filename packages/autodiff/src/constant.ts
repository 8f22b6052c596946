// Tensors of fixed values. One value everywhere: the seeds of derivatives, and what folding looks for.

import { fail } from './errors.js'
import type { Tensor } from './graph.js'
import { type Shape, sizeOf } from './shape.js'

/** A tensor whose every value is `value`, recorded in the graph of `like`, with its shape by default. */
export function fill(like: Tensor, value: number, shape: Shape = like.shape): Tensor {
  return like.graph.record({ kind: 'fill', value }, [], shape)
}

/** The value that a tensor is known to hold everywhere, if there is one. */
export function constantOf(tensor: Tensor): number | undefined {
  const { operation } = tensor.graph.node(tensor)
  return operation.kind === 'fill' ? operation.value : undefined
}

/**
 * A tensor of these values, row-major, recorded in the graph of `like`: positions, masks, fixed filters. What differs from
 * run to run is an input instead.
 *
 * @throws AssentError when the values do not fill `shape`, or one is not finite
 */
export function constant(like: Tensor, values: ArrayLike<number>, shape: Shape): Tensor {
  const own = Array.from(values)
  if (own.length !== sizeOf(shape)) fail('constant', `${sizeOf(shape)} values`, `${own.length}`, 'match the values to the shape')
  const odd = own.find((value) => !Number.isFinite(value))
  if (odd !== undefined) fail('constant', 'finite values', `${odd}`, 'use a large number in the place of infinity')
  const [first = 0] = own
  if (own.every((value) => value === first)) return fill(like, first, shape)
  return like.graph.record({ kind: 'constant', values: own }, [], shape)
}

// Reverse-mode differentiation on the graph: the result is more graph, so it can be differentiated again.

import { at } from './at.js'
import { fill } from './constant.js'
import { add } from './elementwise.js'
import { fail } from './errors.js'
import { checkOrigin, type Tensor } from './graph.js'
import { inputGradients } from './rules.js'
import { showShape } from './shape.js'

/**
 * Derivatives of the scalar `y` in each of `xs`, of the same shapes as `xs`. Zero where `y` does not depend on an
 * `x`. Tensors between `xs` and `y` may be any recorded values: the adapted parameters of an inner loop, for one.
 *
 * @throws AssentError when `y` is no scalar, when an `x` is of another trace, or when an operation without a gradient
 * lies between.
 */
export function gradient(y: Tensor, xs: readonly Tensor[]): Tensor[] {
  if (y.shape.length !== 0) fail('gradient', 'a scalar to differentiate', showShape(y.shape), 'sum or average it first')
  const { graph } = y
  checkOrigin('gradient', graph, xs)
  const moves = dependents(y, xs)
  const gradients = new Map<number, Tensor>([[y.id, fill(y, 1)]])
  const first = Math.min(...xs.map((x) => x.id))
  for (let id = y.id; id > first; id--) {
    const g = gradients.get(id)
    if (!g || !moves[id]) continue
    const node = at(graph.nodes, id)
    if (!node.inputs.some((input) => moves[input])) continue
    inputGradients(graph.tensor(id), g).forEach((contribution, place) => {
      const input = at(node.inputs, place)
      if (!contribution || !moves[input]) return
      const sofar = gradients.get(input)
      gradients.set(input, sofar ? add(sofar, contribution) : contribution)
    })
  }
  return xs.map((x) => gradients.get(x.id) ?? fill(x, 0))
}

/** Marks the nodes up to `y` whose value moves with one of `xs`. */
function dependents(y: Tensor, xs: readonly Tensor[]): boolean[] {
  const moves = new Array<boolean>(y.id + 1).fill(false)
  for (const x of xs) if (x.id <= y.id) moves[x.id] = true
  for (let id = 0; id <= y.id; id++) {
    const node = y.graph.nodes[id]
    if (!node || moves[id] || node.operation.kind === 'stopGradient') continue
    moves[id] = node.inputs.some((input) => moves[input])
  }
  return moves
}

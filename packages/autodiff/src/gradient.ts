// Reverse-mode differentiation on the graph: the result is more graph, so it can be differentiated again.

import { at } from './at.js'
import { fill } from './constant.js'
import { add } from './elementwise.js'
import { fail } from './errors.js'
import { checkOrigin, type Tensor } from './graph.js'
import { inputGradients } from './rules.js'
import { showShape } from './shape.js'
import { concat } from './structure.js'

/**
 * Derivatives of the scalar `y` in each of `xs`, of the same shapes as `xs`. Zero where `y` does not depend on an
 * `x`. The `xs` may be any recorded values: the adapted parameters of an inner loop, for one. They count as independent: an
 * `x` that was computed from another does not carry its gradient on to it.
 *
 * @throws AssentError when `y` is no scalar, when an `x` is of another trace, or when an operation without a gradient
 * lies between.
 */
export function gradient(y: Tensor, xs: readonly Tensor[]): Tensor[] {
  if (y.shape.length !== 0) fail('gradient', 'a scalar to differentiate', showShape(y.shape), 'sum or average it first')
  const { graph } = y
  checkOrigin('gradient', graph, xs)
  const moves = dependents(y, xs)
  const contributions = new Map<number, Tensor[]>([[y.id, [fill(y, 1)]]])
  const sought = new Set(xs.map((x) => x.id))
  const first = Math.min(...sought)
  for (let id = y.id; id > first; id--) {
    const own = contributions.get(id)
    if (!own || !moves[id] || sought.has(id)) continue
    const node = at(graph.nodes, id)
    if (!node.inputs.some((input) => moves[input])) continue
    inputGradients(graph.tensor(id), total(own)).forEach((contribution, place) => {
      const input = at(node.inputs, place)
      if (!contribution || !moves[input]) return
      contributions.set(input, [...(contributions.get(input) ?? []), contribution])
    })
  }
  return xs.map((x) => {
    const own = contributions.get(x.id)
    return own ? total(own) : fill(x, 0)
  })
}

/** The sum of what all readers of a tensor contribute: those of slices that fill it side by side are joined, not added. */
function total(contributions: readonly Tensor[]): Tensor {
  return joined(contributions) ?? contributions.reduce(add)
}

/** Padded blocks that fill a tensor side by side, along one axis; none where they do not. */
function joined(parts: readonly Tensor[]): Tensor | undefined {
  const blocks = parts.map((part) => {
    const { operation, inputs } = part.graph.node(part)
    return operation.kind === 'pad' ? { begin: operation.begin, block: part.graph.tensor(at(inputs, 0)) } : undefined
  })
  const [first] = parts
  const axis = first?.shape.findIndex((length, along) => length !== blocks[0]?.block.shape[along]) ?? -1
  if (!first || blocks.length < 2 || axis < 0) return undefined
  const known = blocks.filter((own) => own !== undefined).sort((a, b) => at(a.begin, axis) - at(b.begin, axis))
  let end = 0
  for (const { begin, block } of known) {
    const whole = block.shape.every((length, along) => along === axis || length === first.shape[along])
    if (!whole || begin[axis] !== end) return undefined
    end += at(block.shape, axis)
  }
  const fills = known.length === parts.length && end === first.shape[axis]
  return fills
    ? concat(
        known.map(({ block }) => block),
        axis,
      )
    : undefined
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

// The graph under construction: nodes in the order they were recorded, equal nodes merged.

import { at } from './at.js'
import { fail } from './errors.js'
import type { Operation } from './operation.js'
import { checkShape, type Shape } from './shape.js'

/** One value of the computation. Inputs always have smaller ids, so ids are an evaluation order. */
export interface Node {
  readonly operation: Operation
  /** The ids of the nodes that it reads, in the operation's order. */
  readonly inputs: readonly number[]
  readonly shape: Shape
}

/** A value while it is being recorded: a node of a graph. */
export interface Tensor {
  readonly graph: Graph
  /** The node's place in the graph. */
  readonly id: number
  readonly shape: Shape
}

/**
 * What one `trace` has recorded so far. Rules and functions write to it through its tensors; a finished {@link Program} is
 * plain data.
 */
export class Graph {
  /** All nodes by id, which is an order to evaluate them in. */
  readonly nodes: Node[] = []
  private readonly known = new Map<string, Tensor>()

  /** The node that computes `operation` of `inputs`; an equal one recorded before is used again. */
  record(operation: Operation, inputs: readonly Tensor[], shape: Shape): Tensor {
    const where = operation.kind === 'input' ? `input ${operation.name}` : operation.kind
    checkOrigin(where, this, inputs)
    checkShape(where, shape)
    const ids = inputs.map((input) => input.id)
    const key = `${Object.values(operation).join(' ')}|${ids.join(' ')}|${shape.join(' ')}`
    const twin = this.known.get(key)
    if (twin) return twin
    const tensor: Tensor = { graph: this, id: this.nodes.length, shape }
    this.nodes.push({ operation, inputs: ids, shape })
    this.known.set(key, tensor)
    return tensor
  }

  /** The node that computes a tensor of this graph. */
  node(tensor: Tensor): Node {
    return at(this.nodes, tensor.id)
  }

  /** The tensor of the node with an id. */
  tensor(id: number): Tensor {
    return { graph: this, id, shape: at(this.nodes, id).shape }
  }
}

/** Refuses tensors that were recorded in another graph: their ids mean something else there. */
export function checkOrigin(where: string, graph: Graph, tensors: readonly Tensor[]): void {
  if (tensors.some((tensor) => tensor.graph !== graph)) {
    fail(where, 'tensors of one trace', 'a tensor of another', 'do not keep tensors after trace() returns')
  }
}

// What the interpreter prepares for each node: a function from its inputs' values to its own, for one task.

import type { Node } from '../graph.js'
import type { Operation, OperationKind } from '../operation.js'
import type { Shape } from '../shape.js'

/** Typed as at least two inputs, so that kernels can name them; the kernel of a unary operation names one. */
export type Inputs<Value> = readonly [Value, Value, ...Value[]]

export type Kernel = (inputs: Inputs<Float64Array>, output: Float64Array) => void

/** A node with the shapes of its inputs at hand. */
export interface KernelNode<K extends OperationKind = OperationKind> {
  readonly operation: Extract<Operation, { readonly kind: K }>
  readonly shape: Shape
  readonly from: Inputs<Shape>
}

/** Makes the kernel of a node: all that depends on shapes alone happens here. */
export type KernelMaker<K extends OperationKind> = (node: KernelNode<K>) => Kernel

export type KernelTable<K extends OperationKind> = { readonly [Kind in K]: KernelMaker<Kind> }

export function kernelNode(node: Node, nodes: readonly Node[]): KernelNode {
  return {
    operation: node.operation,
    shape: node.shape,
    from: node.inputs.map((input) => (nodes[input] as Node).shape) as unknown as Inputs<Shape>,
  }
}

// What the interpreter prepares for each node: a function from its inputs' values to its own, for one task.

import { at } from '../at.js'
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
  const shapes = node.inputs.map((input) => at(nodes, input).shape)
  return { operation: node.operation, shape: node.shape, from: inputsOf(shapes, node.shape) }
}

/** Inputs as kernels name them, `none` where an operation has fewer. */
export function inputsOf<Value>([first, second, ...others]: readonly Value[], none: Value): Inputs<Value> {
  return [first ?? none, second ?? none, ...others]
}

/** One of an array's values. Kernels stay inside their arrays: their shapes were checked when the program was traced. */
export function valueAt(values: Float64Array, index: number): number {
  return values[index] as number
}

/** One of a table's positions. */
export function positionAt(table: Int32Array, index: number): number {
  return table[index] as number
}

/** Adds to one of an array's values. */
export function addAt(values: Float64Array, index: number, more: number): void {
  values[index] = valueAt(values, index) + more
}

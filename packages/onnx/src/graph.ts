// An ONNX graph while it is written: nodes in their order, each named as its one output, and the tensors that are known beforehand.

import type { Shape } from '@assent/autodiff'

/** By name: a whole number, or several. */
export interface Attributes {
  readonly [name: string]: number | readonly number[]
}

/** An operator at work. */
export interface OnnxNode {
  /** The operator, as ONNX calls it. */
  readonly kind: string
  readonly inputs: readonly string[]
  readonly output: string
  readonly attributes: Attributes
}

/** A tensor that is part of the file. */
export interface OnnxTensor {
  readonly name: string
  readonly shape: Shape
  readonly type: 'float32' | 'int64'
  /** Row-major. */
  readonly values: ArrayLike<number>
}

/** An input or output of the graph, of float32. */
export interface OnnxValue {
  readonly name: string
  readonly shape: Shape
  /** For people. */
  readonly description: string
}

/** What a file computes: nodes in an order in which they can be evaluated. */
export interface OnnxGraph {
  readonly name: string
  readonly nodes: readonly OnnxNode[]
  readonly initializers: readonly OnnxTensor[]
  readonly inputs: readonly OnnxValue[]
  readonly outputs: readonly OnnxValue[]
}

/** What translations write into; each method returns the name of what it wrote. */
export interface GraphWriter {
  node(kind: string, inputs: readonly string[], attributes?: Attributes): string
  /** A node whose output has a name that is given. */
  named(output: string, kind: string, inputs: readonly string[]): void
  floats(shape: Shape, values: ArrayLike<number>): string
  /** Whole numbers, as operators take shapes and axes. Equal ones are written once. */
  integers(values: readonly number[]): string
  readonly nodes: readonly OnnxNode[]
  readonly initializers: readonly OnnxTensor[]
}

/**
 * A graph without nodes.
 *
 * @param given tensors that have names already
 */
export function writeGraph(given: readonly OnnxTensor[]): GraphWriter {
  const nodes: OnnxNode[] = []
  const initializers = [...given]
  const known = new Map<string, string>()
  const tensor = (shape: Shape, type: OnnxTensor['type'], values: ArrayLike<number>) => {
    const name = `constant/${initializers.length - given.length}`
    initializers.push({ name, shape, type, values })
    return name
  }
  return {
    nodes,
    initializers,
    node: (kind, inputs, attributes = {}) => {
      const output = `${kind}/${nodes.length}`
      nodes.push({ kind, inputs, output, attributes })
      return output
    },
    named: (output, kind, inputs) => void nodes.push({ kind, inputs, output, attributes: {} }),
    floats: (shape, values) => tensor(shape, 'float32', values),
    integers: (values) => {
      const key = values.join()
      const name = known.get(key) ?? tensor([values.length], 'int64', values)
      known.set(key, name)
      return name
    },
  }
}

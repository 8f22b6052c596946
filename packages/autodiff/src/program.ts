// A traced computation for one task, ready to compile: plain data, so it can be stored or sent to a worker.

import { at } from './at.js'
import { checkOrigin, Graph, type Node, type Tensor } from './graph.js'
import type { Shape } from './shape.js'

/** An input that a program declares. `perTask` inputs differ from task to task; the others are shared by all. */
export interface InputSpecification {
  /** For one task: without the task axis. */
  readonly shape: Shape
  readonly perTask: boolean
}

/** A named place where values enter or leave a program. */
export interface Port {
  readonly name: string
  /** The place of its node in the program. */
  readonly node: number
  /** For one task: without the task axis. */
  readonly shape: Shape
  /** Whether the values carry a leading task axis once compiled. */
  readonly perTask: boolean
}

/** A node of a program. Where `perTask` is false, all tasks share one value. */
export interface ProgramNode extends Node {
  readonly perTask: boolean
}

/**
 * A traced computation for one task, with its gradients: plain data that can be stored, sent to a worker, and compiled by
 * a backend for any number of tasks.
 */
export interface Program {
  /** In evaluation order; only what the outputs need, and the inputs. */
  readonly nodes: readonly ProgramNode[]
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
}

/**
 * Records what `compute` does to its inputs, once, for the given shapes. `compute` is written for one task.
 *
 * @throws AssentError when an operation meets shapes that do not fit.
 */
export function trace<Name extends string>(
  inputs: { readonly [K in Name]: InputSpecification },
  compute: (tensors: { readonly [K in Name]: Tensor }) => { readonly [output: string]: Tensor },
): Program {
  const graph = new Graph()
  const names = Object.keys(inputs) as Name[]
  const tensors = Object.fromEntries(
    names.map((name) => [name, graph.record({ kind: 'input', name }, [], inputs[name].shape)]),
  ) as { [K in Name]: Tensor }
  const outputs = compute(tensors)
  for (const [name, tensor] of Object.entries(outputs)) checkOrigin(`output ${name}`, graph, [tensor])
  return extract(graph, inputs, tensors, outputs)
}

/** Keeps the inputs and what the outputs need, and renumbers it. */
function extract(
  graph: Graph,
  specifications: { readonly [name: string]: InputSpecification },
  inputs: { readonly [name: string]: Tensor },
  outputs: { readonly [name: string]: Tensor },
): Program {
  const needed = new Set<number>(Object.values(inputs).map((tensor) => tensor.id))
  for (const tensor of Object.values(outputs)) needed.add(tensor.id)
  for (let id = graph.nodes.length - 1; id >= 0; id--) {
    if (needed.has(id)) for (const input of at(graph.nodes, id).inputs) needed.add(input)
  }
  const renumbered: number[] = []
  const nodes: ProgramNode[] = []
  for (const [id, node] of graph.nodes.entries()) {
    if (!needed.has(id)) continue
    const sources = node.inputs.map((input) => at(renumbered, input))
    const perTask =
      node.operation.kind === 'input'
        ? specifications[node.operation.name]?.perTask === true
        : sources.some((source) => at(nodes, source).perTask)
    renumbered[id] = nodes.length
    nodes.push({ ...node, inputs: sources, perTask })
  }
  const port = ([name, tensor]: [string, Tensor]): Port => {
    const node = at(renumbered, tensor.id)
    return { name, node, shape: tensor.shape, perTask: at(nodes, node).perTask }
  }
  return { nodes, inputs: Object.entries(inputs).map(port), outputs: Object.entries(outputs).map(port) }
}

/**
 * When values can be let go: entry `i` lists the nodes whose last reader is node `i`. Inputs and outputs are never
 * listed; a value that nobody reads is listed at its own node.
 */
export function releases({ nodes, inputs, outputs }: Program): number[][] {
  const kept = new Set([...inputs, ...outputs].map((port) => port.node))
  const lastReader = nodes.map((_, id) => id)
  for (const [id, node] of nodes.entries()) for (const input of node.inputs) lastReader[input] = id
  const released = nodes.map((): number[] => [])
  for (const [id, reader] of lastReader.entries()) if (!kept.has(id)) at(released, reader).push(id)
  return released
}

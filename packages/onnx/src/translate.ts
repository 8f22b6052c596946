// From a program for one task to an ONNX graph, operation by operation.

import {
  type FloatArray,
  fail,
  type OperationKind,
  type Port,
  type Program,
  type ProgramNode,
  sameShape,
  sizeOf,
} from '@assent/autodiff'
import { type OnnxGraph, type OnnxTensor, writeGraph } from './graph.js'
import { refuseDerivative, type Told, type Translation, translations } from './operations.js'

/** Values of inputs that are part of the file, by name; the other inputs are given at every run. */
export type Known = ReadonlyMap<string, FloatArray>

/** Most bytes of numbers: readers of protobuf count a message's bytes in 31 bits, and some are left for all else. */
const MOST_BYTES = 2 ** 31 - 2 ** 24

const translationOf = translations as { readonly [K in Told]: Translation<OperationKind> }

/**
 * The graph of a program, its inputs and outputs under the program's names.
 *
 * @param describe what an input or output is, for people
 * @throws AssentError when the program takes a derivative, or its numbers do not fit into a file
 */
export function translate(program: Program, known: Known, describe: (port: string) => string): OnnxGraph {
  const used = new Set([...program.nodes.flatMap(({ inputs }) => inputs), ...program.outputs.map(({ node }) => node)])
  const kept = program.inputs.filter(({ name, node }) => known.has(name) && used.has(node))
  checkSize(program, kept)
  const to = writeGraph(
    kept.map(({ name, shape }): OnnxTensor => ({ name, shape, type: 'float32', values: known.get(name) ?? [] })),
  )
  const names = new Map<number, string>()
  const nameOf = (id: number) => names.get(id) ?? refuseDerivative('places of largest values')
  for (const [id, node] of program.nodes.entries()) {
    const { operation, shape } = node
    if (positionsBehind(program, node)) continue
    if (operation.kind === 'input') names.set(id, operation.name)
    if (operation.kind === 'input' || operation.kind === 'poolIndex') continue
    const read = operation.kind === 'pick' ? [imagesOf(program, node)] : node.inputs
    const from = read.map((input) => program.nodes[input]?.shape ?? [])
    names.set(id, translationOf[operation.kind]({ operation, shape, from, inputs: read.map(nameOf) }, to))
  }
  for (const { name, node } of program.outputs) to.named(name, 'Identity', [nameOf(node)])
  const value = ({ name, shape }: Port) => ({ name, shape, description: describe(name) })
  return {
    name: 'prediction',
    nodes: to.nodes,
    initializers: to.initializers,
    inputs: program.inputs.filter(({ name }) => !known.has(name)).map(value),
    outputs: program.outputs.map(value),
  }
}

/** The `poolIndex` that a node's value is, if it is one: `maxPool` hands it to `pick`, and ONNX has both in one operator. */
function positionsBehind({ nodes }: Program, node: ProgramNode | undefined): ProgramNode | undefined {
  let found = node
  while (found?.operation.kind === 'stopGradient') found = nodes[found.inputs[0] ?? -1]
  return found?.operation.kind === 'poolIndex' ? found : undefined
}

/** The images whose largest values a `pick` picks: those in which the positions were found. */
function imagesOf(program: Program, { operation, inputs: [images = -1, index = -1] }: ProgramNode): number {
  const positions = positionsBehind(program, program.nodes[index])
  const found = positions?.operation
  const isLargest =
    operation.kind === 'pick' &&
    found?.kind === 'poolIndex' &&
    positions?.inputs[0] === images &&
    sameShape(found.sizes, operation.sizes) &&
    sameShape(found.strides, operation.strides)
  return isLargest ? images : refuseDerivative('values at the places of the largest of others')
}

/** @throws AssentError when what is known beforehand takes more than a file may have */
function checkSize({ nodes }: Program, kept: readonly Port[]): void {
  const constants = nodes.filter(({ operation }) => operation.kind === 'constant')
  const bytes = [...kept, ...constants].reduce((total, { shape }) => total + 4 * sizeOf(shape), 0)
  if (bytes > MOST_BYTES) fail('onnx', `at most ${MOST_BYTES} bytes of parameters`, `${bytes}`, 'use a smaller model')
}

// A program as what has to be computed: nodes that only look at values differently become views, the others items
// that read views and each make one new value.

import {
  fail, type Operation, type Port, type Program, type ProgramNode, type Shape, sizeOf, type Window,
} from '@assent/autodiff'
import { type CommandName, type ElementwiseCode, longestChunk } from './codes.js'
import {
  broadcastView, isDense, isStacked, repeatedView, reshapeView, sliceView, transposeView, type View, wholeView,
} from './view.js'

/** A tensor that has memory of its own. */
export interface Value {
  readonly shape: Shape
  readonly perTask: boolean
  /** Inputs and outputs keep the values of all tasks; constants hold one number for good. */
  readonly kind: 'input' | 'output' | 'constant' | 'inner'
  /** What a constant holds. */
  readonly constant?: number
}

interface Making {
  /** The value that the item makes. */
  readonly value: number
  readonly shape: Shape
  readonly perTask: boolean
}

/** One elementwise step. Operands have the item's shape. */
export interface MapItem extends Making {
  readonly kind: 'map'
  readonly code: ElementwiseCode
  readonly operands: readonly View[]
  /** The number of `scale` and `addScalar`. */
  readonly by?: number
}

/** Sum over the middle of an operand seen as `[count, rows, columns]`. */
export interface SumItem extends Making {
  readonly kind: 'sum'
  readonly operands: readonly [View]
  readonly rows: number
  readonly columns: number
}

/** Operands laid into blocks of the value; zeros in between unless the blocks fill it. */
export interface AssembleItem extends Making {
  readonly kind: 'assemble'
  readonly operands: readonly View[]
  readonly begins: readonly (readonly number[])[]
  readonly fills: boolean
}

export interface MatMulItem extends Making {
  readonly kind: 'matMul'
  /** Matrices `[rows, inner]` and `[inner, columns]`, any steps. */
  readonly operands: readonly [View, View]
}

/** Largest value along the last axis. */
export interface MaximumItem extends Making {
  readonly kind: 'maximum'
  readonly operands: readonly [View]
}

/** Convolutions and pooling. Operands are dense. */
export interface WindowItem extends Making {
  readonly kind: 'window'
  readonly command: CommandName
  readonly operands: readonly View[]
  /** Sizes after the operands, as the command reads them. */
  readonly geometry: readonly number[]
}

export type Item = MapItem | SumItem | AssembleItem | MatMulItem | MaximumItem | WindowItem

export interface Items {
  readonly values: readonly Value[]
  readonly items: readonly Item[]
  /** The value behind each input and output, by node. */
  readonly ports: ReadonlyMap<number, number>
}

/** Builds items while it goes through the nodes in order. */
interface Builder {
  readonly values: Value[]
  readonly items: Item[]
  /** How each node is seen. */
  readonly views: View[]
  readonly constants: Map<number, number>
}

/** Turns nodes into views and items. */
export function itemize(program: Program): Items {
  const builder: Builder = { values: [], items: [], views: [], constants: new Map() }
  const ports = new Map<number, number>()
  for (const [id, node] of program.nodes.entries()) {
    builder.views[id] = viewOf(builder, program, node)
    if (node.operation.kind === 'input') ports.set(id, (builder.views[id] as View).source)
  }
  for (const port of program.outputs) if (!ports.has(port.node)) ports.set(port.node, keepOutput(builder, port))
  return { values: builder.values, items: builder.items, ports }
}

/** Makes an output's value one that stays: the computed value itself where it is seen whole, else a copy. */
function keepOutput({ values, items, views }: Builder, { node, shape, perTask }: Port): number {
  const view = views[node] as View
  const value = values[view.source] as Value
  const whole = isDense(view) && view.offset === 0 && sizeOf(value.shape) === sizeOf(shape) && value.perTask === perTask
  if (whole && value.kind === 'inner') {
    values[view.source] = { ...value, kind: 'output' }
    return view.source
  }
  if (whole && value.kind === 'output') return view.source
  values.push({ shape, perTask, kind: 'output' })
  items.push({ kind: 'map', code: 'copy', operands: [view], value: values.length - 1, shape, perTask })
  return values.length - 1
}

function newValue({ values }: Builder, shape: Shape, perTask: boolean): Making {
  values.push({ shape, perTask, kind: 'inner' })
  return { value: values.length - 1, shape, perTask }
}

function addItem(builder: Builder, item: Item): View {
  builder.items.push(item)
  return wholeView(item.value, item.shape, item.perTask)
}

/** The one value that holds a constant. */
function constantView({ values, constants }: Builder, constant: number, shape: Shape): View {
  const known = constants.get(constant) ?? values.push({ shape: [], perTask: false, kind: 'constant', constant }) - 1
  constants.set(constant, known)
  return repeatedView(known, shape)
}

/** `view` itself where it is dense, else a copy that is. */
function dense(builder: Builder, view: View): View {
  return isDense(view) ? view : copyOf(builder, view)
}

/** `view` itself where the values of all tasks lie one after the other, else a copy that does. */
function stacked(builder: Builder, view: View): View {
  return isStacked(view) ? view : copyOf(builder, view)
}

function copyOf(builder: Builder, view: View): View {
  const { shape, taskStep } = view
  return addItem(builder, { kind: 'map', code: 'copy', operands: [view], ...newValue(builder, shape, taskStep !== 0) })
}

/** Records what a node computes, and tells how to see its values. */
function viewOf(builder: Builder, { nodes }: Program, node: ProgramNode): View {
  const { operation, shape, perTask } = node
  const operands = node.inputs.map((input) => builder.views[input] as View)
  const [a, b] = operands as [View, View]
  const make = () => newValue(builder, shape, perTask)
  switch (operation.kind) {
    case 'input':
      builder.values.push({ shape, perTask, kind: 'input' })
      return wholeView(builder.values.length - 1, shape, perTask)
    case 'fill':
      return constantView(builder, operation.value, shape)
    case 'stopGradient':
      return a
    case 'reshape':
      return reshapeView(a, shape) ?? (reshapeView(dense(builder, a), shape) as View)
    case 'broadcast':
      return broadcastView(a, shape)
    case 'transpose':
      return transposeView(a, operation.permutation)
    case 'slice':
      return sliceView(a, operation.begin, shape)
    case 'scale':
    case 'addScalar':
      return addItem(builder, { kind: 'map', code: operation.kind, by: operation.by, operands: [a], ...make() })
    case 'sum':
      return addItem(builder, { kind: 'sum', ...sumOver(builder, a, operation.axes), ...make() })
    case 'max':
      return addItem(builder, { kind: 'maximum', operands: [stacked(builder, a)], ...make() })
    case 'pad':
      return addItem(builder, { kind: 'assemble', operands: [a], begins: [operation.begin], fills: false, ...make() })
    case 'concat':
      return addItem(builder, { kind: 'assemble', operands, begins: concatBegins(operands, operation.axis), fills: true, ...make() })
    case 'matMul': {
      const left = operation.transposeA ? transposeView(a, [1, 0]) : a
      const right = operation.transposeB ? transposeView(b, [1, 0]) : b
      if (left.shape[1] === 1) {
        const operands = [left, right].map((view) => broadcastView(view, shape))
        return addItem(builder, { kind: 'map', code: 'mul', operands, ...make() })
      }
      return addItem(builder, { kind: 'matMul', operands: [oneWayDense(builder, left), right], ...make() })
    }
    case 'convolve':
    case 'convolveImages':
    case 'convolveFilters':
    case 'poolIndex':
    case 'pick':
    case 'place': {
      const shapes = node.inputs.map((input) => (nodes[input] as ProgramNode).shape)
      const geometry = windowGeometry(operation, shapes, shape)
      const sources = operands.map((view) => dense(builder, view))
      return addItem(builder, { kind: 'window', command: operation.kind, operands: sources, geometry, ...make() })
    }
    default:
      return addItem(builder, {
        kind: 'map', code: operation.kind, operands: operands.map((view) => broadcastView(view, shape)), ...make(),
      })
  }
}

/** Products read a left matrix along its rows or along its columns; anything else is copied first. */
function oneWayDense(builder: Builder, view: View): View {
  const [rows, inner] = view.shape as [number, number]
  const [rowStep, innerStep] = view.steps as [number, number]
  const alongRows = (inner === 1 || innerStep === 1) && (rows === 1 || rowStep > 0)
  const alongColumns = (rows === 1 || rowStep === 1) && innerStep > 0
  return alongRows || alongColumns ? view : dense(builder, view)
}

/** Brings the summed axes next to each other, behind the others where they are not. */
function sumOver(builder: Builder, view: View, axes: readonly number[]): Pick<SumItem, 'operands' | 'rows' | 'columns'> {
  const all = view.shape.map((_, axis) => axis).filter((axis) => view.shape[axis] !== 1)
  const summed = all.filter((axis) => axes.includes(axis))
  const kept = all.filter((axis) => !axes.includes(axis))
  const together = summed.every((axis, place) => axis === all[all.indexOf(summed[0] as number) + place])
  const ordered = transposeView(view, together ? all : [...kept, ...summed])
  const lengthOf = (chosen: readonly number[]) => chosen.reduce((product, axis) => product * (view.shape[axis] as number), 1)
  const columns = together ? lengthOf(kept.filter((axis) => axis > (summed.at(-1) as number))) : 1
  const operand = columns > longestChunk ? stacked(builder, ordered) : ordered
  return { operands: [operand], rows: lengthOf(summed), columns }
}

function concatBegins(parts: readonly View[], axis: number): number[][] {
  let offset = 0
  return parts.map(({ shape }) => {
    const begin = shape.map((_, at) => (at === axis ? offset : 0))
    offset += shape[axis] as number
    return begin
  })
}

type WindowOperation = Extract<Operation, Window | { readonly size: number }>

/** The sizes that a window command reads: batch, image, filter and output sizes, or batch, image and window sizes. */
function windowGeometry(operation: WindowOperation, [first, second]: readonly Shape[], result: Shape): number[] {
  if (first === undefined) return fail(operation.kind, 'an operand', 'none', 'report this program')
  switch (operation.kind) {
    case 'poolIndex':
    case 'pick':
      return poolGeometry(first, result, operation)
    case 'place':
      return poolGeometry(result, first, operation)
    case 'convolve':
      return convolutionGeometry(first, second as Shape, result, operation)
    case 'convolveImages':
      return convolutionGeometry(result, second as Shape, first, operation)
    default:
      return convolutionGeometry(first, result, second as Shape, operation)
  }
}

function poolGeometry(images: Shape, windows: Shape, { size, stride }: { readonly size: number; readonly stride: number }): number[] {
  return [...images, windows[1] as number, windows[2] as number, size, stride]
}

function convolutionGeometry(images: Shape, filters: Shape, outputs: Shape, { stride, padTop, padLeft }: Window): number[] {
  const [filterHeight, filterWidth, , count] = filters as [number, number, number, number]
  return [...images, filterHeight, filterWidth, count, outputs[1] as number, outputs[2] as number, stride, padTop, padLeft]
}

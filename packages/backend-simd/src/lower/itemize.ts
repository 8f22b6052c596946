// A program as items: nodes that only look at values differently become views, the others items.

import { type Operation, type Port, type Program, type ProgramNode, type Shape, sizeOf } from '@assent/autodiff'
import { at, longestChunk, present } from '../shared.js'
import type { ConvolutionItem, Item, Items, PoolItem, Result, SumItem, Value } from './items.js'
import {
  broadcastView,
  isContiguous,
  isContiguousOverTasks,
  repeatedView,
  reshapeView,
  shapeOf,
  showsAll,
  sliceView,
  transposeView,
  type View,
  viewKey,
  wholeView,
} from './view.js'
import { convolutionSizes, type PoolSizes, poolSizes } from './window-sizes.js'

/** Builds items while it goes through the nodes in order. */
interface Builder {
  readonly values: Value[]
  readonly items: Item[]
  /** How each node is seen. */
  readonly views: View[]
  /** The value that holds each number. */
  readonly constants: Map<number, number>
  /** The item that finds positions, by the value that holds them. */
  readonly finders: Map<number, number>
}

/** Turns nodes into views and items. */
export function itemize(program: Program): Items {
  const builder: Builder = { values: [], items: [], views: [], constants: new Map(), finders: new Map() }
  const ports = new Map<number, number>()
  for (const [id, node] of program.nodes.entries()) {
    const view = viewOf(builder, node)
    builder.views.push(view)
    if (node.operation.kind === 'input') ports.set(id, view.source)
  }
  for (const port of program.outputs) if (!ports.has(port.node)) ports.set(port.node, keepOutput(builder, port))
  return { values: builder.values, items: builder.items, ports }
}

/** Makes an output's value one that stays: the computed value itself where it is seen whole, else a copy. */
function keepOutput({ values, items, views }: Builder, { node, shape, perTask }: Port): number {
  const view = at(views, node)
  const value = at(values, view.source)
  const isAll = showsAll(view, sizeOf(value.shape)) && value.perTask === perTask
  if (isAll && value.kind === 'inner') {
    values[view.source] = { ...value, kind: 'output' }
    return view.source
  }
  if (isAll && value.kind === 'output') return view.source
  values.push({ shape, perTask, kind: 'output' })
  items.push({ kind: 'elementwise', operation: 'copy', operands: [view], value: values.length - 1, shape, perTask })
  return values.length - 1
}

function newValue({ values }: Builder, shape: Shape, perTask: boolean): Result {
  values.push({ shape, perTask, kind: 'inner' })
  return { value: values.length - 1, shape, perTask }
}

function addItem(builder: Builder, item: Item): View {
  builder.items.push(item)
  return wholeView(item.value, item.shape, item.perTask)
}

/** The one value that holds a constant. */
function constantView({ values, constants }: Builder, constant: number, shape: Shape): View {
  const known = constants.get(constant) ?? values.push({ shape: [], perTask: false, kind: 'constant', constant: [constant] }) - 1
  constants.set(constant, known)
  return repeatedView(known, shape)
}

/** `view` itself where one task's values are contiguous, else a copy. */
function contiguous(builder: Builder, view: View): View {
  return isContiguous(view) ? view : copyOf(builder, view)
}

/** `view` itself where the values of all tasks are, one after the other, else a copy. */
function contiguousOverTasks(builder: Builder, view: View): View {
  return isContiguousOverTasks(view) ? view : copyOf(builder, view)
}

function copyOf(builder: Builder, view: View, perTask = view.taskStride !== 0): View {
  const result = newValue(builder, shapeOf(view), perTask)
  return addItem(builder, { kind: 'elementwise', operation: 'copy', operands: [view], ...result })
}

/** Records what a node computes, and tells how to see its values. */
function viewOf(builder: Builder, node: ProgramNode): View {
  const { operation, shape, perTask } = node
  const operands = node.inputs.map((input) => at(builder.views, input))
  const operand = (index: number) => at(operands, index)
  const result = () => newValue(builder, shape, perTask)
  switch (operation.kind) {
    case 'input':
      builder.values.push({ shape, perTask, kind: 'input' })
      return wholeView(builder.values.length - 1, shape, perTask)
    case 'fill':
      return constantView(builder, operation.value, shape)
    case 'constant':
      builder.values.push({ shape, perTask, kind: 'constant', constant: operation.values })
      return wholeView(builder.values.length - 1, shape, perTask)
    case 'stopGradient':
      return operand(0)
    case 'reshape':
      return reshapeView(operand(0), shape) ?? present(reshapeView(contiguous(builder, operand(0)), shape))
    case 'broadcast':
      return broadcastView(operand(0), shape)
    case 'transpose':
      return transposeView(operand(0), operation.permutation)
    case 'slice':
      return sliceView(operand(0), operation.begin, shape)
    case 'scale':
    case 'addScalar':
      return addItem(builder, { kind: 'elementwise', operation: operation.kind, by: operation.by, operands, ...result() })
    case 'sum':
      return addItem(builder, { kind: 'sum', ...sumOver(builder, operand(0), operation.axes), ...result() })
    case 'max':
      return addItem(builder, { kind: 'maximum', operands: [contiguousOverTasks(builder, operand(0))], ...result() })
    case 'pad':
      return addItem(builder, { kind: 'assemble', operands, begins: [operation.begin], fills: false, ...result() })
    case 'concat': {
      const begins = concatBegins(operands, operation.axis)
      return addItem(builder, { kind: 'assemble', operands, begins, fills: true, ...result() })
    }
    case 'matMul': {
      const left = operation.transposeA ? turned(operand(0)) : operand(0)
      const right = operation.transposeB ? turned(operand(1)) : operand(1)
      return productView(builder, left, right, node)
    }
    case 'convolve':
    case 'convolveImages':
    case 'convolveFilters': {
      const [first, second] = [contiguous(builder, operand(0)), contiguous(builder, operand(1))]
      const sizes = sizesOf(operation, shapeOf(first), shapeOf(second), shape)
      return addItem(builder, { kind: 'convolution', command: operation.kind, operands: [first, second], sizes, ...result() })
    }
    case 'poolIndex':
    case 'pick':
    case 'place':
      return poolView(builder, operation, operands, node)
    default: {
      const seen = operands.map((view) => broadcastView(view, shape))
      return addItem(builder, { kind: 'elementwise', operation: operation.kind, operands: seen, ...result() })
    }
  }
}

/** A product of matrices `[rows, inner]` and `[inner, columns]`, or of stacks of them; where inner is 1, one of values. */
function productView(builder: Builder, left: View, right: View, { shape, perTask }: ProgramNode): View {
  if (left.axes.at(-1)?.length === 1) {
    const operands = [left, right].map((view) => broadcastView(view, shape))
    return addItem(builder, { kind: 'elementwise', operation: 'mul', operands, ...newValue(builder, shape, perTask) })
  }
  const operands = [inSeries(builder, contiguousOneWay(builder, left), perTask), inSeries(builder, right, perTask)] as const
  const count = shape.length === 3 ? at(shape, 0) : 1
  return addItem(builder, { kind: 'matMul', operands, count, ...newValue(builder, shape, perTask) })
}

/** Sizes of a convolution, whichever of images, filters and outputs are its operands and its result. */
function sizesOf(
  operation: Extract<Operation, { kind: ConvolutionItem['command'] }>,
  first: Shape,
  second: Shape,
  result: Shape,
) {
  if (operation.kind === 'convolve') return convolutionSizes(first, second, result, operation)
  if (operation.kind === 'convolveImages') return convolutionSizes(result, second, first, operation)
  return convolutionSizes(first, result, second, operation)
}

type PoolOperation = Extract<Operation, { kind: PoolItem['command'] }>

function poolView(builder: Builder, operation: PoolOperation, views: readonly View[], { shape, perTask }: ProgramNode): View {
  const { kind } = operation
  const operands = views.map((view) => contiguous(builder, view))
  const first = at(operands, 0)
  const sizes = kind === 'place' ? poolSizes(shape, shapeOf(first), operation) : poolSizes(shapeOf(first), shape, operation)
  const found = kind === 'pick' ? pickWhereFound(builder, first, at(operands, 1), sizes) : undefined
  if (found) return found
  const result = newValue(builder, shape, perTask)
  if (kind === 'poolIndex') builder.finders.set(result.value, builder.items.length)
  return addItem(builder, { kind: 'pool', command: kind, operands, sizes, ...result })
}

/** Values picked by positions that were just found in the same images come along with the positions. */
function pickWhereFound({ items, values, finders }: Builder, images: View, index: View, sizes: PoolSizes) {
  const finderIndex = finders.get(index.source)
  const finder = finderIndex === undefined ? undefined : items[finderIndex]
  if (finderIndex === undefined || finder?.kind !== 'pool' || finder.picked !== undefined) return undefined
  if (index.offset !== 0 || viewKey(at(finder.operands, 0)) !== viewKey(images)) return undefined
  if (!sameWindows(finder.sizes, sizes)) return undefined
  const { shape, perTask } = finder
  const picked = values.push({ shape, perTask, kind: 'inner' }) - 1
  items[finderIndex] = { ...finder, picked }
  return wholeView(picked, shape, perTask)
}

/** Whether equal images are seen through equal windows. */
function sameWindows(a: PoolSizes, b: PoolSizes): boolean {
  const isSameSize = a.windowHeight === b.windowHeight && a.windowWidth === b.windowWidth
  return isSameSize && a.strideDown === b.strideDown && a.strideAcross === b.strideAcross
}

/** Products read a left matrix along its rows or along its columns; anything else is copied first. */
function contiguousOneWay(builder: Builder, view: View): View {
  const rank = view.axes.length
  const [rows, inner] = [at(view.axes, rank - 2), at(view.axes, rank - 1)]
  const alongRows = (inner.length === 1 || inner.stride === 1) && (rows.length === 1 || rows.stride > 0)
  const alongColumns = (rows.length === 1 || rows.stride === 1) && inner.stride > 0
  return alongRows || alongColumns ? view : contiguous(builder, view)
}

/** Matrices, or stacks of them, with rows and columns swapped. */
function turned(view: View): View {
  return transposeView(view, view.axes.length === 3 ? [0, 2, 1] : [1, 0])
}

/** A stack of matrices as its first, with the stride to the next in the place of that per task: all products of all tasks are one series. */
function inSeries(builder: Builder, view: View, perTask: boolean): View {
  const [stack, ...matrix] = view.axes
  if (stack === undefined || matrix.length < 2) return view
  const isEven = !perTask || view.taskStride === stack.length * stack.stride
  const even = isEven ? view : copyOf(builder, view, true)
  const [first, ...axes] = even.axes
  return { ...even, taskStride: first?.stride ?? 0, axes }
}

/** Brings the summed axes next to each other, behind the others where they are not. */
function sumOver(builder: Builder, view: View, axes: readonly number[]): Pick<SumItem, 'operands' | 'rows' | 'columns'> {
  const shape = shapeOf(view)
  const all = [...shape.keys()].filter((axis) => shape[axis] !== 1)
  const summed = all.filter((axis) => axes.includes(axis))
  const kept = all.filter((axis) => !axes.includes(axis))
  const [first = 0, last = Infinity] = [summed[0], summed.at(-1)]
  const together = summed.length === all.filter((axis) => axis >= first && axis <= last).length
  const ordered = transposeView(view, together ? all : [...kept, ...summed])
  const sizeAlong = (chosen: readonly number[]) => sizeOf(chosen.map((axis) => at(shape, axis)))
  const columns = together ? sizeAlong(kept.filter((axis) => axis > last)) : 1
  const operand = columns > longestChunk ? contiguousOverTasks(builder, ordered) : ordered
  return { operands: [operand], rows: sizeAlong(summed), columns }
}

function concatBegins(parts: readonly View[], axis: number): number[][] {
  let offset = 0
  return parts.map(({ axes }) => {
    const begin = axes.map((_, own) => (own === axis ? offset : 0))
    offset += at(axes, axis).length
    return begin
  })
}

// A program as items: nodes that only look at values differently become views, the others items.

import { type Port, type Program, type ProgramNode, type Shape, sizeOf } from '@assent/autodiff'
import { longestChunk } from '../shared.js'
import type { Item, Items, Making, SumItem, Value, WindowItem } from './items.js'
import {
  broadcastView,
  isDense,
  isStacked,
  repeatedView,
  reshapeView,
  sliceView,
  transposeView,
  type View,
  viewKey,
  wholeView,
} from './view.js'
import { windowGeometry } from './window-geometry.js'

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
  const known = constants.get(constant) ?? values.push({ shape: [], perTask: false, kind: 'constant', constant: [constant] }) - 1
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
    case 'constant':
      builder.values.push({ shape, perTask, kind: 'constant', constant: operation.values })
      return wholeView(builder.values.length - 1, shape, perTask)
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
      return addItem(builder, {
        kind: 'assemble',
        operands,
        begins: concatBegins(operands, operation.axis),
        fills: true,
        ...make(),
      })
    case 'matMul': {
      const left = operation.transposeA ? turned(a) : a
      const right = operation.transposeB ? turned(b) : b
      if (left.shape.at(-1) === 1) {
        const operands = [left, right].map((view) => broadcastView(view, shape))
        return addItem(builder, { kind: 'map', code: 'mul', operands, ...make() })
      }
      const matrices = [oneByOne(builder, oneWayDense(builder, left), perTask), oneByOne(builder, right, perTask)] as const
      return addItem(builder, {
        kind: 'matMul',
        operands: matrices,
        count: shape.length === 3 ? (shape[0] as number) : 1,
        ...make(),
      })
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
      const found = operation.kind === 'pick' ? pickWhereFound(builder, sources as [View, View], geometry) : undefined
      if (found) return found
      return addItem(builder, { kind: 'window', command: operation.kind, operands: sources, geometry, ...make() })
    }
    default:
      return addItem(builder, {
        kind: 'map',
        code: operation.kind,
        operands: operands.map((view) => broadcastView(view, shape)),
        ...make(),
      })
  }
}

/** Values picked by positions that were just found in the same images come along with the positions. */
function pickWhereFound(builder: Builder, [images, index]: readonly [View, View], geometry: readonly number[]): View | undefined {
  const { items } = builder
  const place = items.findIndex((item) => item.kind === 'window' && item.command === 'poolIndex' && item.value === index.source)
  const finder = items[place] as WindowItem | undefined
  if (!finder || finder.picked !== undefined || index.offset !== 0 || viewKey(finder.operands[0] as View) !== viewKey(images))
    return undefined
  if (finder.geometry.join() !== geometry.join()) return undefined
  const { value, shape, perTask } = newValue(builder, finder.shape, finder.perTask)
  items[place] = { ...finder, picked: value }
  return wholeView(value, shape, perTask)
}

/** Products read a left matrix along its rows or along its columns; anything else is copied first. */
function oneWayDense(builder: Builder, view: View): View {
  const [rows, inner] = view.shape.slice(-2) as [number, number]
  const [rowStep, innerStep] = view.steps.slice(-2) as [number, number]
  const alongRows = (inner === 1 || innerStep === 1) && (rows === 1 || rowStep > 0)
  const alongColumns = (rows === 1 || rowStep === 1) && innerStep > 0
  return alongRows || alongColumns ? view : dense(builder, view)
}

/** Matrices, or stacks of them, with rows and columns swapped. */
function turned(view: View): View {
  return transposeView(view, view.shape.length === 3 ? [0, 2, 1] : [1, 0])
}

/** A stack of matrices as its first, with the step to the next as its task step: all products of all tasks are one series. */
function oneByOne(builder: Builder, view: View, perTask: boolean): View {
  const [count = 1, ...shape] = view.shape
  if (shape.length < 2) return view
  const evenly = !perTask || view.taskStep === count * (view.steps[0] as number)
  const even = evenly
    ? view
    : addItem(builder, { kind: 'map', code: 'copy', operands: [view], ...newValue(builder, view.shape, true) })
  const [taskStep = 0, ...steps] = even.steps
  return { ...even, taskStep, shape, steps }
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

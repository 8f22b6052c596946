// A program as items: nodes that only look at values differently become views, the others items.

import { type Port, type Program, type ProgramNode, sizeOf } from '@assent/autodiff'
import { at, longestChunk, present } from '../shared.js'
import { addItem, type Builder, constantView, contiguous, contiguousOverTasks, newValue } from './builder.js'
import type { Items, SumItem } from './items.js'
import { productView } from './product-items.js'
import { broadcastView, reshapeView, shapeOf, showsAll, sliceView, transposeView, type View, wholeView } from './view.js'
import { convolutionView, poolView } from './window-items.js'

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
    case 'matMul':
      return productView(builder, operation, operands, node)
    case 'convolve':
    case 'convolveImages':
    case 'convolveFilters':
      return convolutionView(builder, operation, operands, node)
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

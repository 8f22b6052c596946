// Convolutions and max-pooling as items.

import type { Operation, ProgramNode, Shape } from '@assent/autodiff'
import { at } from '../shared.js'
import { addItem, type Builder, contiguous, newValue } from './builder.js'
import type { ConvolutionItem, PoolItem } from './items.js'
import { shapeOf, type View, viewKey, wholeView } from './view.js'
import { type ConvolutionSizes, convolutionSizes, type PoolSizes, poolSizes } from './window-sizes.js'

type ConvolutionOperation = Extract<Operation, { kind: ConvolutionItem['command'] }>

export function convolutionView(
  builder: Builder,
  operation: ConvolutionOperation,
  operands: readonly View[],
  { shape, perTask }: ProgramNode,
): View {
  const [first, second] = [contiguous(builder, at(operands, 0)), contiguous(builder, at(operands, 1))]
  const sizes = sizesOf(operation, shapeOf(first), shapeOf(second), shape)
  const own = { command: operation.kind, operands: [first, second], sizes } as const
  return addItem(builder, { kind: 'convolution', ...own, ...newValue(builder, shape, perTask) })
}

/** Sizes of a convolution, whichever of images, filters and outputs are its operands and its result. */
function sizesOf(operation: ConvolutionOperation, first: Shape, second: Shape, result: Shape): ConvolutionSizes {
  if (operation.kind === 'convolve') return convolutionSizes(first, second, result, operation)
  if (operation.kind === 'convolveImages') return convolutionSizes(result, second, first, operation)
  return convolutionSizes(first, result, second, operation)
}

type PoolOperation = Extract<Operation, { kind: PoolItem['command'] }>

export function poolView(
  builder: Builder,
  operation: PoolOperation,
  views: readonly View[],
  { shape, perTask }: ProgramNode,
): View {
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

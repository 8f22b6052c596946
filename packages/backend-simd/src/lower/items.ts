// What has to be computed: values, and items. An item reads views of some values and computes one or two others.

import type { Shape } from '@assent/autodiff'
import type { Elementwise } from '../shared.js'
import type { View } from './view.js'
import type { ConvolutionSizes, PoolSizes } from './window-sizes.js'

/** A tensor that has memory of its own. */
export interface Value {
  readonly shape: Shape
  readonly perTask: boolean
  /** Inputs and outputs keep the values of all tasks; constants hold their values for good. */
  readonly kind: 'input' | 'output' | 'constant' | 'inner'
  /** What a constant holds. */
  readonly constant?: readonly number[]
}

/** The value that an item computes. */
export interface Result {
  readonly value: number
  readonly shape: Shape
  readonly perTask: boolean
}

/** One elementwise step. Operands have the item's shape. */
export interface ElementwiseItem extends Result {
  readonly kind: 'elementwise'
  readonly operation: Elementwise
  readonly operands: readonly View[]
  /** The number of `scale` and `addScalar`. */
  readonly by?: number
}

/** Sum over the middle of an operand seen as `[count, rows, columns]`. */
export interface SumItem extends Result {
  readonly kind: 'sum'
  readonly operands: readonly [View]
  readonly rows: number
  readonly columns: number
}

/** Operands laid into blocks of the value; zeros in between unless the blocks fill it. */
export interface AssembleItem extends Result {
  readonly kind: 'assemble'
  readonly operands: readonly View[]
  /** Where each operand's block begins. */
  readonly begins: readonly (readonly number[])[]
  readonly fills: boolean
}

export interface MatMulItem extends Result {
  readonly kind: 'matMul'
  /** Matrices `[rows, inner]` and `[inner, columns]`, any strides. Their task stride leads from product to product. */
  readonly operands: readonly [View, View]
  /** Products of each task. */
  readonly count: number
}

/** Largest value along the last axis. */
export interface MaximumItem extends Result {
  readonly kind: 'maximum'
  readonly operands: readonly [View]
}

/** A convolution or one of its adjoints. Operands are contiguous. */
export interface ConvolutionItem extends Result {
  readonly kind: 'convolution'
  readonly command: 'convolve' | 'convolveImages' | 'convolveFilters'
  readonly operands: readonly [View, View]
  readonly sizes: ConvolutionSizes
}

/** A step of max-pooling. Operands are contiguous. */
export interface PoolItem extends Result {
  readonly kind: 'pool'
  readonly command: 'poolIndex' | 'pick' | 'place'
  /** Images or values; then positions, but for `poolIndex`. */
  readonly operands: readonly View[]
  readonly sizes: PoolSizes
  /** A second value, of the same shape: the values that `poolIndex` finds, where they are picked. */
  readonly picked?: number
}

export type Item = ElementwiseItem | SumItem | AssembleItem | MatMulItem | MaximumItem | ConvolutionItem | PoolItem

/** The values that an item computes. */
export function resultsOf(item: Item): number[] {
  return item.kind === 'pool' && item.picked !== undefined ? [item.value, item.picked] : [item.value]
}

export interface Items {
  readonly values: readonly Value[]
  readonly items: readonly Item[]
  /** The value behind each input and output, by node. */
  readonly ports: ReadonlyMap<number, number>
}

// What has to be computed: values, and items that read views of some and each make new ones.

import type { Shape } from '@assent/autodiff'
import type { CommandName, ElementwiseCode } from '../shared.js'
import type { View } from './view.js'

/** A tensor that has memory of its own. */
export interface Value {
  readonly shape: Shape
  readonly perTask: boolean
  /** Inputs and outputs keep the values of all tasks; constants hold their values for good. */
  readonly kind: 'input' | 'output' | 'constant' | 'inner'
  /** What a constant holds. */
  readonly constant?: readonly number[]
}

export interface Making {
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
  /** Matrices `[rows, inner]` and `[inner, columns]`, any steps. Their task step leads from product to product. */
  readonly operands: readonly [View, View]
  /** Products of each task. */
  readonly count: number
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
  /** A second value, of the same shape: the values that `poolIndex` finds, where they are picked. */
  readonly picked?: number
}

export type Item = MapItem | SumItem | AssembleItem | MatMulItem | MaximumItem | WindowItem

/** The values that an item makes. */
export function madeBy(item: Item): number[] {
  return item.kind === 'window' && item.picked !== undefined ? [item.value, item.picked] : [item.value]
}

export interface Items {
  readonly values: readonly Value[]
  readonly items: readonly Item[]
  /** The value behind each input and output, by node. */
  readonly ports: ReadonlyMap<number, number>
}

// Drawing a task's support and query examples. No row of the table is ever in both.

import type { Examples, Preparation, Rng } from '@assent/core'
import { toModel } from '@assent/core'
import { type Example, overlap, type TaskExamples } from './examples.js'

/** A task whose examples are in pools: one for regression, one for each class otherwise. */
export interface Pooled {
  readonly name: string
  readonly pools: readonly (readonly Example[])[]
}

/** Examples that are drawn from each pool. */
interface Size {
  readonly support: number
  readonly query: number
}

/** The pools of a task; `labels` are the classes in the order of the outputs. */
export function poolsOf({ name, examples }: TaskExamples, labels: readonly string[] | undefined): Pooled {
  return { name, pools: labels ? labels.map((label) => examples.filter(({ target }) => target === label)) : [examples] }
}

/**
 * How many examples a pool must hold, so that there are enough whatever is drawn: a support example may share rows with as
 * many others on either side as there are starts within its length.
 */
export function needed(
  { support, query }: Size,
  { length, stride }: { readonly length: number; readonly stride: number },
): number {
  const beside = Math.ceil(length / stride) - 1
  return support * (1 + 2 * beside) + query
}

/** Support and query examples of every pool, drawn. */
export function draw(
  { pools }: Pooled,
  { support, query }: Size,
  rng: Rng,
): { readonly support: Example[]; readonly query: Example[] } {
  const drawn = pools.map((pool) => {
    const order = rng.sample(pool.length, pool.length).map((place) => pool[place] as Example)
    const chosen = order.slice(0, support)
    const others = order.slice(support).filter((example) => !chosen.some((own) => overlap(own, example)))
    return { support: chosen, query: others.slice(0, query) }
  })
  return { support: drawn.flatMap((part) => part.support), query: drawn.flatMap((part) => part.query) }
}

/** Examples as a model takes them. */
export function pack(examples: readonly Example[], { inputs, targets, labels }: Preparation): Examples {
  const x = Float32Array.from(
    toModel(
      inputs,
      examples.flatMap((example) => example.inputs),
    ),
  )
  const y = examples.flatMap(({ target }) =>
    typeof target === 'string' ? (labels ?? []).map((label) => Number(label === target)) : target,
  )
  return { count: examples.length, x, y: labels ? Float32Array.from(y) : Float32Array.from(toModel(targets, y)) }
}

// How a meta-batch is cut into blocks, and what is sent: whole rows, or sums of them. Neither changes a bit.

import type { Need } from '@assent/core'
import type { ProposalUse } from '@assent/core/tools'
import type { Which } from '../protocol/request.js'

/** Consecutive tasks: a whole subtree of the tree that all sums follow. */
export interface Block {
  readonly first: number
  readonly count: number
}

/** Blocks of `size` tasks, a power of two; the last may be shorter. */
export function cutBlocks(tasks: number, size: number): Block[] {
  return Array.from({ length: Math.ceil(tasks / size) }, (_, index) => {
    const first = index * size
    return { first, count: Math.min(size, tasks - first) }
  })
}

/** The largest power of two with which every hand gets a block, where there are tasks enough. */
export function blockSize(tasks: number, hands: number): number {
  return 2 ** Math.max(0, Math.floor(Math.log2(tasks / Math.max(1, hands))))
}

/** What a meta-step asks of one kind of vectors. */
interface Demand {
  /** Sums over all tasks. */
  readonly sums: number
  /** Vectors that each hand needs, to compare its rows with. */
  readonly comparisons: number
  /** Whether every pair of rows is compared, which needs them in one place. */
  readonly pairs: boolean
}

/** From what a weighting sees: the sum of all tasks' vectors tells how far they agree, another sum is the direction. */
function demandOf(of: Which, { needs, agreeOn }: ProposalUse): Demand {
  const isCompared = of === agreeOn && needs !== 'losses'
  const forDirection: { readonly [N in Need]: number } = { losses: 1, scores: 2, gram: 2 }
  const comparing = isCompared && of !== 'update' ? 1 : 0
  return {
    sums: of === 'update' ? forDirection[needs] : comparing,
    comparisons: isCompared ? 1 : 0,
    pairs: isCompared && needs === 'gram',
  }
}

/** How one kind of vectors comes from the hands to the driver, and what it costs in vectors of the model's size. */
export interface Transport {
  readonly of: Which
  readonly collects: boolean
  /** Through the server, in and out. */
  readonly vectors: number
}

/**
 * Chooses what is cheaper: all rows, `2T` vectors through the server, or `2B` for each sum over `B` blocks and `1 + W` for each
 * vector that `W` hands compare with.
 */
export function chooseTransport(
  of: Which,
  use: ProposalUse,
  { tasks, blocks, hands }: { readonly tasks: number; readonly blocks: number; readonly hands: number },
): Transport {
  const { sums, comparisons, pairs } = demandOf(of, use)
  const reducing = 2 * blocks * sums + (1 + hands) * comparisons
  const collecting = sums + comparisons === 0 ? 0 : 2 * tasks
  const collects = pairs || collecting < reducing
  return { of, collects, vectors: collects ? collecting : reducing }
}

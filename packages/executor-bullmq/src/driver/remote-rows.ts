// Rows that lie with the hands. What is asked of them comes as sums over blocks, added up along the tree that all rows follow, so
// that the bits are those of rows in one place.

import { type FloatArray, type Rows, treeSum } from '@assent/autodiff'
import { join } from '@assent/core/tools'
import type { Answer } from '../protocol/answer.js'
import type { Question, Which } from '../protocol/request.js'
import type { Block } from './blocks.js'

/** A question to the holder of a block. */
export interface BlockQuestion {
  readonly block: Block
  readonly question: Question
}

/** Where rows are, and how they are asked. */
export interface RemoteRowsOptions {
  readonly of: Which
  readonly tasks: number
  readonly size: number
  readonly blocks: readonly Block[]
  readonly squaredNorms: Float64Array
  readonly ask: (questions: readonly BlockQuestion[]) => Promise<readonly Answer[]>
  /** Gives all hands a vector; returns its name. */
  readonly share: (vector: FloatArray) => Promise<string>
  /** Rows in one place, of the backend of the run. */
  readonly toRows: (values: FloatArray) => Rows
  /** A vector of zeros in the precision of the run. */
  readonly zeros: (size: number) => FloatArray
  /** A sum that came with the proposals. */
  readonly ahead?: { readonly coefficients: readonly number[]; readonly sum: FloatArray } | undefined
}

/** Rows that are asked over the network. What was asked once is remembered. */
export function remoteRows(options: RemoteRowsOptions): Rows {
  const { of, tasks, size, blocks, squaredNorms, ask, share, toRows, zeros, ahead } = options
  const sums = new Map<string, Promise<FloatArray>>()
  if (ahead) sums.set(nameOf(ahead.coefficients, 0), Promise.resolve(ahead.sum))
  let collected: Promise<Rows> | undefined

  const collect = async (): Promise<Rows> => {
    const questions = blocks.map((block) => ({ block, question: { ask: 'rows' as const, of } }))
    return toRows(join((await ask(questions)).map(({ vector }) => vector)))
  }
  const inOnePlace = (): Promise<Rows> => {
    collected ??= collect()
    return collected
  }
  const sumUp = async (coefficients: readonly number[], first: number): Promise<FloatArray> => {
    // Only from the first row on are blocks whole subtrees of the tree of the sum.
    if (first > 0 && coefficients.length > 1) return (await inOnePlace()).combine(coefficients, first)
    const rounded = zeros(coefficients.length)
    rounded.set(coefficients)
    const parts = blocks.flatMap((block) => partOf(block, coefficients, first))
    const questions = parts
      .filter(({ from, coefficients: own }) => own.some((_, i) => rounded[from + i] !== 0))
      .map(({ block, coefficients: own, offset }) => ({
        block,
        question: { ask: 'combine' as const, of, coefficients: own, offset },
      }))
    const answers = await ask(questions)
    const byBlock = new Map(questions.map(({ block }, index) => [block, answers[index]?.vector]))
    return sumOfBlocks(parts.map(({ block }) => byBlock.get(block))) ?? zeros(size)
  }
  const combine = (coefficients: ArrayLike<number>, first = 0): Promise<FloatArray> => {
    const own = Array.from(coefficients)
    const name = nameOf(own, first)
    const sum = sums.get(name) ?? sumUp(own, first)
    sums.set(name, sum)
    return sum
  }
  const dots = async (vector: FloatArray): Promise<Float64Array> => {
    const name = await share(vector)
    const questions = blocks.map((block) => ({ block, question: { ask: 'dots' as const, of, vector: name } }))
    return Float64Array.from((await ask(questions)).flatMap(({ numbers }) => Array.from(numbers)))
  }
  return {
    tasks,
    size,
    squaredNorms: async () => squaredNorms.slice(),
    dots,
    gram: async () => (await inOnePlace()).gram(),
    scores: async (coefficients) => ({
      scores: await dots(await combine(coefficients)),
      squaredNorms: squaredNorms.slice(),
    }),
    combine,
  }
}

const nameOf = (coefficients: readonly number[], first: number): string => `${first}: ${coefficients}`

/** The coefficients of a block's rows, which begin at its row `offset`, and at `from` of all coefficients; none, or one part. */
function partOf(block: Block, coefficients: readonly number[], first: number) {
  const from = Math.max(0, block.first - first)
  const offset = Math.max(0, first - block.first)
  const own = offset < block.count ? coefficients.slice(from, from + block.count - offset) : []
  return own.length === 0 ? [] : [{ block, from, offset, coefficients: own }]
}

/** Along the tree over the blocks, which is the upper part of that over the tasks. Undefined where all blocks are. */
export function sumOfBlocks(sums: readonly (FloatArray | undefined)[]): FloatArray | undefined {
  return treeSum(
    sums.length,
    (index) => sums[index],
    (left, right) => (left && right ? addInPlace(left, right) : (left ?? right)),
  )
}

function addInPlace(left: FloatArray, right: FloatArray): FloatArray {
  for (let i = 0; i < left.length; i++) left[i] = (left[i] as number) + (right[i] as number)
  return left
}

// Tasks to weigh, and what a weighting sees of them.

import { createRng, type GramAgreement, type Need, type Rng } from '@assent/core'
import fc from 'fast-check'
import { expectThat } from '../check.js'

/** One displacement per task. */
export type Vectors = readonly (readonly number[])[]

/** A meta-batch as far as a weighting is concerned. */
export interface Batch {
  readonly vectors: Vectors
  /** Each task's support and query loss. */
  readonly losses: readonly (readonly [number, number])[]
}

/** Losses of no particular order. */
export function withLosses(vectors: Vectors): Batch {
  return { vectors, losses: vectors.map((_, i) => [1 + ((3 * i) % 7), 0.5 + ((2 * i) % 5)]) }
}

export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, value, i) => total + value * (b[i] as number), 0)
}

/** Everything that a weighting with this need, or a greater one, can ask for about tasks with these displacements. */
export function agreementOf(vectors: Vectors, need: Need): GramAgreement {
  return only(need, agreementOfBatch(withLosses(vectors)))
}

/** Everything that a weighting can ask for. */
export function agreementOfBatch({ vectors, losses }: Batch): GramAgreement {
  const total = (vectors[0] as readonly number[]).map((_, k) => vectors.reduce((sum, vector) => sum + (vector[k] as number), 0))
  return {
    tasks: vectors.length,
    step: 1,
    rng: createRng(5, 'weighting'),
    supportLosses: losses.map(([support]) => support),
    queryLosses: losses.map(([, query]) => query),
    scores: vectors.map((vector) => dot(vector, total)),
    squaredNorms: vectors.map((vector) => dot(vector, vector)),
    gram: vectors.map((a) => vectors.map((b) => dot(a, b))),
  }
}

/** The agreement, but reading more of it than `need` gives throws. */
export function only(need: Need, agreement: GramAgreement): GramAgreement {
  const hidden: readonly string[] = { losses: ['scores', 'squaredNorms', 'gram'], scores: ['gram'], gram: [] }[need]
  return new Proxy(agreement, {
    get: (target, key) => {
      const remedy = `declare needs: ${key === 'gram' ? "'gram'" : "'scores'"}`
      expectThat(
        !hidden.includes(String(key)),
        `a weighting that needs '${need}' to read no more`,
        `it read ${String(key)}`,
        remedy,
      )
      return target[key as keyof GramAgreement]
    },
  })
}

/** The batch in another order. */
export function reorder({ vectors, losses }: Batch, order: readonly number[]): Batch {
  return {
    vectors: order.map((i) => vectors[i] as readonly number[]),
    losses: order.map((i) => losses[i] as readonly [number, number]),
  }
}

/** What meta-steps have: few tasks, one, and as many as in training. */
export const taskCounts = [1, 2, 7, 25, 64] as const

/** Mostly two to six tasks of two to four dimensions, at times those of training; drawn by `draw` entry by entry. */
function batches(draw: (rng: Rng) => (rng: Rng) => number): fc.Arbitrary<Batch> {
  const tasks = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 2, max: 6 }) }, fc.constantFrom(...taskCounts))
  const size = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 2, max: 4 }) }, fc.constant(70))
  const seed = fc.integer({ min: 0, max: 2 ** 30 })
  return fc.tuple(tasks, size, seed).map(([tasks, size, seed]) => {
    const rng = createRng(seed, 'batch')
    const vectors = Array.from({ length: tasks }, () => {
      const entry = draw(rng)
      return Array.from({ length: size }, () => entry(rng))
    })
    return { vectors, losses: vectors.map(() => [rng.uniform(0.1, 3), rng.uniform(0.1, 3)] as const) }
  })
}

/** Displacements with entries of about one. */
export const ordinaryBatches: fc.Arbitrary<Batch> = batches(() => (rng) => rng.normal())

/** Displacements whose sizes lie up to twenty orders apart; one in four is zero. */
export const wildBatches: fc.Arbitrary<Batch> = batches((rng) => {
  const size = rng.integer(4) === 0 ? 0 : 10 ** rng.uniform(-10, 10)
  return (stream) => size * stream.normal()
})

/** Displacements that rules like to divide by. */
export const hardCases: readonly { readonly name: string; readonly vectors: Vectors }[] = [
  ...Object.entries({
    'all displacements are zero': [
      [0, 0],
      [0, 0],
      [0, 0],
    ],
    'one displacement is zero': [
      [1, 2],
      [0, 0],
      [2, 1],
    ],
    'two displacements cancel out': [
      [1, -1],
      [-1, 1],
    ],
    'four displacements cancel out but for rounding': [
      [0.1, 0.2],
      [0.2, 0.1],
      [-0.3, 0],
      [0, -0.3],
    ],
    'all are the same': [
      [1, 2],
      [1, 2],
      [1, 2],
    ],
    'all are parallel': [
      [1, 1],
      [2, 2],
      [-3, -3],
    ],
    'all are orthogonal': [
      [1, 0, 0],
      [0, 2, 0],
      [0, 0, 3],
    ],
    'norms differ by ten orders': [
      [1e-5, 0],
      [0, 1e5],
      [1, 1],
    ],
    'all are huge': [
      [1e10, 0],
      [1e10, 2e10],
      [-1e10, 1e10],
    ],
    'all are small': [
      [1e-10, 0],
      [1e-10, 2e-10],
      [-1e-10, 1e-10],
    ],
    'squares vanish': [
      [1e-170, 0],
      [0, 2e-170],
      [1e-170, 1e-170],
    ],
    'there is one task': [[3, 4]],
    'there is one task, with a displacement of zero': [[0, 0]],
  }).map(([name, vectors]) => ({ name, vectors })),
]

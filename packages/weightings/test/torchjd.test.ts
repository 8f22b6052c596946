// Against TorchJD, on 200 random and 20 degenerate sets of vectors: weights within 1e-9 of its float64 answers. Where it
// stops early itself, the conditions of optimality are tested instead. Made by golden/weightings/weightings.py.

import { readFileSync } from 'node:fs'
import type { Rng, Weighting } from '@assent/core'
import { agreementOf } from '@assent/testkit'
import { describe, expect, it } from 'vitest'
import {
  alignedMtl,
  cagrad,
  conFig,
  dualProj,
  gradVac,
  imtlG,
  krum,
  mgda,
  multiKrum,
  nashMtl,
  pcgrad,
  sum,
  uniform,
  upgrad,
} from '../src/index.js'
import { eigenOfGram } from '../src/linear-algebra.js'

interface Golden {
  readonly random: number
  /** One set of vectors each: a power of two, and whole numbers that it scales. */
  readonly vectors: readonly (readonly (readonly [number, readonly number[]])[])[]
  /** Null where TorchJD has no answer. */
  readonly answers: Readonly<Record<string, readonly (readonly number[] | null)[]>>
}

const file = new URL('../../../golden/weightings/weightings.json', import.meta.url)
const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden
const cases = golden.vectors.map((rows) => rows.map(([power, row]) => row.map((value) => value * 2 ** power)))
const answersOf = (name: string) => golden.answers[name] ?? []

/** What a random order decides is decided in the order of the tasks. */
const inOrder: Rng = {
  ...agreementOf([[1]], 'gram').rng,
  sample: (below, count) => Array.from({ length: below }, (_, i) => i).slice(0, count),
}

type Vectors = readonly (readonly number[])[]

function ask({ weigh }: Weighting, vectors: Vectors): { weights: readonly number[]; degenerate: string | undefined } {
  const answer = (weigh as (agreement: object) => ReturnType<Weighting['weigh']>)({
    ...agreementOf(vectors, 'gram'),
    rng: inOrder,
  })
  return 'weights' in answer ? answer : { weights: answer, degenerate: undefined }
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((total, value, i) => total + value * (b[i] ?? 0), 0)
const combine = (weights: readonly number[], vectors: Vectors) =>
  (vectors[0] ?? []).map((_, k) => vectors.reduce((total, vector, i) => total + (weights[i] ?? 0) * (vector[k] ?? 0), 0))
const norm = (values: readonly number[]) => Math.hypot(...values)

function expectClose(found: readonly number[], expected: readonly number[], tolerance: number, which: number): void {
  const error = norm(expected.map((value, i) => value - (found[i] ?? Number.NaN)))
  expect(error / norm(expected), `case ${which}`).toBeLessThanOrEqual(tolerance)
}

/**
 * TorchJD's eigenvalues are exact to ε times the largest, so the smallest one has a relative error of ε λ₁/λₙ: above 1e-9
 * in some sets whose vectors differ by powers of two.
 */
function eigenvalueError(vectors: Vectors): number {
  const { values } = eigenOfGram(vectors.map((a) => vectors.map((b) => dot(a, b))))
  return values.length > 0 ? (2 ** -52 * Math.max(...values)) / Math.min(...values) : 0
}

it('holds 200 random and 20 degenerate sets', () => {
  expect(golden.random).toBe(200)
  expect(cases).toHaveLength(220)
})

describe.each([uniform(), sum(), upgrad(), dualProj(), imtlG(), alignedMtl(), pcgrad(), gradVac({ target: 0.3 })])(
  '$name',
  (weighting) => {
    it('has the weights of TorchJD, and says so where there are none', () => {
      for (const [which, expected] of answersOf(weighting.name).entries()) {
        const vectors = cases[which] ?? []
        const { weights, degenerate } = ask(weighting, vectors)
        // Zeros but for rounding are no answer either.
        if (expected && norm(expected) > 1e-12) expectClose(weights, expected, Math.max(1e-9, eigenvalueError(vectors)), which)
        else expect(degenerate, `case ${which}`).toMatch(/\w/)
      }
    })
  },
)

describe.each([krum({ byzantine: 1 }), multiKrum({ byzantine: 1, selected: 2 })])('$name', (weighting) => {
  it('chooses as TorchJD does, where no two tasks are equally close', () => {
    let compared = 0
    for (const [which, expected] of answersOf(weighting.name).slice(0, golden.random).entries()) {
      const { weights, degenerate } = ask(weighting, cases[which] ?? [])
      if (!expected) expect(degenerate).toMatch(/too few tasks/)
      // With four tasks each has one nearest other, and two may share their distance.
      else if (expected.length > 4) {
        compared++
        expect(weights, `case ${which}`).toEqual(expected)
      }
    }
    expect(compared).toBeGreaterThan(50)
  })
})

describe('conFig', () => {
  it('has the direction of TorchJD, and says so where there is none', () => {
    for (const [which, expected] of answersOf('conFig').entries()) {
      const vectors = cases[which] ?? []
      const { weights, degenerate } = ask(conFig(), vectors)
      if (expected) expectClose(combine(weights, vectors), expected, 1e-9, which)
      else expect(degenerate, `case ${which}`).toMatch(/\w/)
    }
  })
})

describe('cagrad', () => {
  const c = 0.5
  const value = (q: readonly number[], vectors: Vectors) => {
    const mean = combine(
      vectors.map(() => 1 / vectors.length),
      vectors,
    )
    const combined = combine(q, vectors)
    return dot(combined, mean) + c * norm(mean) * norm(combined)
  }

  it('is within 1e-3 of the direction of TorchJD, whose solver stops near 1e-8 of its objective: the square', () => {
    for (const [which, expected] of answersOf('cagrad').slice(0, golden.random).entries()) {
      const vectors = cases[which] ?? []
      const { weights, degenerate } = ask(cagrad(), vectors)
      expect(degenerate).toBeUndefined()
      expectClose(combine(weights, vectors), combine(expected ?? [], vectors), 1e-3, which)
    }
  })

  it('has a q that no task betters: the slopes of its objective are least where q is above 0', () => {
    for (const [which, vectors] of cases.entries()) {
      const { weights, degenerate } = ask(cagrad({ c }), vectors)
      if (degenerate) continue
      const share = weights.map((weight) => weight - 1 / vectors.length)
      const total = share.reduce((of, weight) => of + weight, 0)
      const q = share.map((weight) => weight / total)
      const mean = combine(
        vectors.map(() => 1 / vectors.length),
        vectors,
      )
      const combined = combine(q, vectors)
      const radius = c * norm(mean)
      // The direction is the mean plus a step of just this length.
      expect(norm(combine(share, vectors)) / radius, `case ${which}`).toBeCloseTo(1, 9)
      const slopes = vectors.map((vector) => dot(vector, mean) + (radius * dot(vector, combined)) / norm(combined))
      const scale = Math.max(...vectors.map(norm)) * norm(mean)
      for (const [i, slope] of slopes.entries()) {
        expect(slope - value(q, vectors), `case ${which}`).toBeGreaterThanOrEqual(-1e-9 * scale)
        expect((q[i] ?? 0) * (slope - value(q, vectors)), `case ${which}`).toBeLessThanOrEqual(1e-9 * scale)
      }
    }
  })
})

describe('mgda', () => {
  it('is the shortest combination: dᵢ · d ≥ ‖d‖², and equal where its weight is above 0', () => {
    for (const [which, vectors] of cases.entries()) {
      const { weights, degenerate } = ask(mgda(), vectors)
      if (degenerate) continue
      const direction = combine(weights, vectors)
      const scale = Math.max(...vectors.map((vector) => dot(vector, vector)))
      for (const [i, vector] of vectors.entries()) {
        const beyond = dot(vector, direction) - dot(direction, direction)
        expect(beyond, `case ${which}`).toBeGreaterThanOrEqual(-1e-9 * scale)
        expect(beyond * (weights[i] ?? 0), `case ${which}`).toBeLessThanOrEqual(1e-9 * scale)
      }
    }
  })

  it('only gives up where a task proposes nothing', () => {
    for (const vectors of cases) {
      const empty = vectors.some((vector) => norm(vector) === 0)
      expect(ask(mgda(), vectors).degenerate !== undefined).toBe(empty)
    }
  })
})

describe('nashMtl', () => {
  it('gives every task the same gain times weight, at length 1', () => {
    let solved = 0
    for (const [which, vectors] of cases.entries()) {
      const { weights, degenerate } = ask(nashMtl(), vectors)
      if (degenerate) continue
      solved++
      const direction = combine(weights, vectors)
      expect(norm(direction), `case ${which}`).toBeCloseTo(1, 9)
      for (const [i, vector] of vectors.entries()) {
        // wᵢ(Gw)ᵢ sum to ‖d‖² = 1.
        expect((weights[i] ?? 0) * dot(vector, direction) * vectors.length, `case ${which}`).toBeCloseTo(1, 9)
      }
    }
    expect(solved).toBeGreaterThan(205)
  })
})

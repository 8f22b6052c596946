// Identities of gradient agreement and of its regularized form, on random displacements.

import { createRng } from '@assent/core'
import { agreementOf } from '@assent/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gradientAgreement, regularizedAgreement } from '../src/index.js'

type Vectors = number[][]

const vectors: fc.Arbitrary<Vectors> = fc
  .tuple(fc.integer({ min: 2, max: 8 }), fc.integer({ min: 2, max: 6 }), fc.integer({ min: 0, max: 2 ** 30 }))
  .map(([tasks, size, seed]) => {
    const rng = createRng(seed, 'properties')
    return Array.from({ length: tasks }, () => {
      const length = 10 ** rng.uniform(-2, 2)
      return Array.from({ length: size }, () => length * rng.normal())
    })
  })

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0)
const total = (of: readonly number[]) => of.reduce((sum, value) => sum + value, 0)
const combine = (weights: readonly number[], of: Vectors) =>
  (of[0] as number[]).map((_, k) => total(of.map((vector, i) => (weights[i] as number) * (vector[k] as number))))
const agree = (of: Vectors) => gradientAgreement().weigh(agreementOf(of, 'scores')) as readonly number[]

function always(holds: (of: Vectors) => void): void {
  fc.assert(fc.property(vectors, holds), { seed: 2, numRuns: 300 })
}

describe('gradient agreement', () => {
  it('multiplies the summed displacement by Σ dᵢdᵢᵀ, up to length', () =>
    always((of) => {
      const sum = combine(
        of.map(() => 1),
        of,
      )
      const scores = of.map((vector) => dot(vector, sum))
      const expected = combine(
        scores.map((score) => score / total(scores.map(Math.abs))),
        of,
      )
      const found = combine(agree(of), of)
      for (const [k, value] of found.entries()) expect(value).toBeCloseTo(expected[k] as number, 6)
    }))

  it('never ascends the average loss: ⟨d, Σd⟩ = ‖s‖₂² / ‖s‖₁', () =>
    always((of) => {
      const sum = combine(
        of.map(() => 1),
        of,
      )
      const scores = of.map((vector) => dot(vector, sum))
      const expected = total(scores.map((score) => score ** 2)) / total(scores.map(Math.abs))
      expect(dot(combine(agree(of), of), sum) / expected).toBeCloseTo(1, 9)
    }))

  it('has Σw = ‖Σd‖² / ‖s‖₁, between 0 and 1', () =>
    always((of) => {
      const sum = combine(
        of.map(() => 1),
        of,
      )
      const expected = dot(sum, sum) / total(of.map((vector) => Math.abs(dot(vector, sum))))
      expect(total(agree(of))).toBeCloseTo(expected, 9)
      expect(total(agree(of))).toBeGreaterThanOrEqual(0)
      expect(total(agree(of))).toBeLessThanOrEqual(1 + 1e-12)
    }))

  it('makes no step longer than the longest displacement', () =>
    always((of) => {
      expect(Math.hypot(...combine(agree(of), of))).toBeLessThanOrEqual(
        Math.max(...of.map((vector) => Math.hypot(...vector))) * (1 + 1e-12),
      )
    }))

  it('gives a displacement of zero the weight 0, and the others theirs', () =>
    always((of) => {
      const weights = agree([...of, (of[0] as number[]).map(() => 0)])
      expect(weights.at(-1)).toBe(0)
      for (const [i, weight] of agree(of).entries()) expect(weights[i]).toBeCloseTo(weight, 12)
    }))

  it('never weighs all tasks negatively', () =>
    always((of) => {
      expect(Math.max(...agree(of))).toBeGreaterThan(0)
    }))

  it('weighs orthogonal tasks by their squared norms', () => {
    expect(
      agree([
        [1, 0, 0],
        [0, 2, 0],
        [0, 0, 3],
      ]),
    ).toEqual([1 / 14, 4 / 14, 9 / 14].map((weight) => expect.closeTo(weight, 12)))
  })
})

describe('regularized agreement', () => {
  const objective = (weights: readonly number[], of: Vectors, mu: number) => {
    const { scores } = agreementOf(of, 'scores')
    const kappa = mu * total(scores.map(Math.abs))
    return -dot(weights, scores) + (kappa / 2) * dot(weights, weights)
  }

  it.each([0.05, 0.3, 1, 3, 20])('is the best of all weights with Σ|w| = 1, for μ = %d', (mu) =>
    always((of) => {
      const best = regularizedAgreement({ mu }).weigh(agreementOf(of, 'scores')) as readonly number[]
      const rng = createRng(1, 'feasible', of.length)
      for (let trial = 0; trial < 20; trial++) {
        const raw = of.map(() => rng.normal())
        const feasible = raw.map((value) => value / total(raw.map(Math.abs)))
        const mixed = best.map((weight, i) => 0.9 * weight + 0.1 * (feasible[i] as number))
        for (const other of [feasible, mixed.map((weight) => weight / total(mixed.map(Math.abs)))]) {
          const slack = 1e-9 * Math.abs(objective(best, of, mu))
          expect(objective(best, of, mu)).toBeLessThanOrEqual(objective(other, of, mu) + slack)
        }
      }
    }),
  )

  it('tends to one task for a small μ, and to signs/n for a large one', () =>
    always((of) => {
      const { scores } = agreementOf(of, 'scores')
      const sharp = regularizedAgreement({ mu: 1e-9 }).weigh(agreementOf(of, 'scores')) as readonly number[]
      const largest = scores.map(Math.abs).indexOf(Math.max(...scores.map(Math.abs)))
      expect(sharp[largest]).toBeCloseTo(Math.sign(scores[largest] as number), 6)
      const flat = regularizedAgreement({ mu: 1e9 }).weigh(agreementOf(of, 'scores')) as readonly number[]
      for (const [i, weight] of flat.entries()) expect(weight).toBeCloseTo(Math.sign(scores[i] as number) / of.length, 6)
    }))
})

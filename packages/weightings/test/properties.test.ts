// Identities of gradient agreement and of its relatives, on random displacements of widely varying norms.

import { createRng } from '@assent/core'
import { agreementOf } from '@assent/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cosineAgreement, dampedAgreement, gradientAgreement, mgda, pcgrad, regularizedAgreement } from '../src/index.js'

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

/** Close as vectors. */
function expectVectors(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length)
  expect(norm(found.map((value, i) => value - (expected[i] as number)))).toBeLessThanOrEqual(1e-7 * norm(expected))
}

function always(holds: (of: Vectors) => void): void {
  fc.assert(fc.property(vectors, holds), { seed: 2, numRuns: 300 })
}

const sumOf = (of: Vectors) =>
  combine(
    of.map(() => 1),
    of,
  )
const norm = (of: readonly number[]) => Math.hypot(...of)

describe('gradient agreement', () => {
  it('does not depend on scale or sign, order or rotation', () =>
    always((of) => {
      const weights = agree(of)
      for (const by of [1e-3, -1, 7]) {
        expectVectors(agree(of.map((vector) => vector.map((value) => by * value))), weights)
      }
      expectVectors(agree([...of].reverse()), [...weights].reverse())
      // A rotation in the plane of the first two entries.
      const [cosine, sine] = [Math.cos(1), Math.sin(1)]
      const rotated = of.map(([x = 0, y = 0, ...rest]) => [cosine * x - sine * y, sine * x + cosine * y, ...rest])
      expectVectors(agree(rotated), weights)
    }))

  it('multiplies the summed displacement by C = Σ dᵢdᵢᵀ, up to length', () =>
    always((of) => {
      const sum = sumOf(of)
      const c = sum.map((_, row) => sum.map((_, column) => total(of.map((vector) => vector[row]! * vector[column]!))))
      const expected = c.map((row) => dot(row, sum))
      const found = combine(agree(of), of)
      expectVectors(
        found.map((value) => value / norm(found)),
        expected.map((value) => value / norm(expected)),
      )
    }))

  it('never ascends the average loss: ⟨d, Σd⟩ = ‖s‖₂² / ‖s‖₁', () =>
    always((of) => {
      const sum = sumOf(of)
      const scores = of.map((vector) => dot(vector, sum))
      const expected = total(scores.map((score) => score ** 2)) / total(scores.map(Math.abs))
      expect(dot(combine(agree(of), of), sum) / expected).toBeCloseTo(1, 9)
    }))

  it('has Σw = ‖Σd‖² / ‖s‖₁, between 0 and 1, and 1 where no score is negative', () =>
    always((of) => {
      const sum = sumOf(of)
      const scores = of.map((vector) => dot(vector, sum))
      const found = total(agree(of))
      expect(found).toBeCloseTo(dot(sum, sum) / total(scores.map(Math.abs)), 9)
      expect(found).toBeGreaterThanOrEqual(0)
      expect(found).toBeLessThanOrEqual(1 + 1e-12)
      if (scores.every((score) => score >= 0)) expect(found).toBeCloseTo(1, 12)
      else expect(found).toBeLessThan(1)
    }))

  it('makes no step longer than the longest displacement', () =>
    always((of) => {
      expect(norm(combine(agree(of), of))).toBeLessThanOrEqual(Math.max(...of.map(norm)) * (1 + 1e-12))
    }))

  it('has scores that sum to ‖Σd‖², so that not all are negative', () =>
    always((of) => {
      const { scores } = agreementOf(of, 'scores')
      expect(total(scores) / dot(sumOf(of), sumOf(of))).toBeCloseTo(1, 6)
      expect(Math.max(...agree(of))).toBeGreaterThan(0)
    }))

  it('gives a displacement of zero the weight 0, and the others theirs', () =>
    always((of) => {
      const weights = agree([...of, (of[0] as number[]).map(() => 0)])
      expect(weights.at(-1)).toBe(0)
      expectVectors(weights.slice(0, -1), agree(of))
    }))

  it('gives a single task the weight 1, exactly', () =>
    always((of) => {
      expect(agree(of.slice(0, 1))).toEqual([1])
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

  it('of two tasks turns against one exactly where ‖d₁‖ < −‖d₂‖ cos', () =>
    always((of) => {
      const [one, two] = of as [number[], number[]]
      const cosine = dot(one, two) / (norm(one) * norm(two))
      const against = norm(one) < -norm(two) * cosine
      expect((agree([one, two])[0] as number) < 0).toBe(against)
    }))

  it('is one step of power iteration on the Gram matrix from equal weights', () =>
    always((of) => {
      const { gram } = agreementOf(of, 'gram')
      const iterate = (weights: readonly number[]) => {
        const next = gram.map((row) => dot(row, weights))
        const size = total(next.map(Math.abs))
        return next.map((value) => value / size)
      }
      expectVectors(agree(of), iterate(of.map(() => 1 / of.length)))
    }))
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

  it('is the published rule for μ = 1', () =>
    always((of) => {
      expectVectors(regularizedAgreement({ mu: 1 }).weigh(agreementOf(of, 'scores')) as readonly number[], agree(of))
    }))

  it('is the same for an absolute μ of μ ε‖s‖₁', () =>
    always((of) => {
      const size = total(agreementOf(of, 'scores').scores.map(Math.abs))
      const absolute = regularizedAgreement({ mu: 0.4 * 3 * size, epsilon: 3 }).weigh(agreementOf(of, 'scores'))
      const free = regularizedAgreement({ mu: 0.4 }).weigh(agreementOf(of, 'scores'))
      expectVectors(absolute as readonly number[], free as readonly number[])
    }))

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

describe('damped agreement', () => {
  const damped = (of: Vectors, mu: number) => dampedAgreement({ mu }).weigh(agreementOf(of, 'scores')) as readonly number[]

  it('tends to gradient agreement for a large μ', () => always((of) => expectVectors(damped(of, 1e14), agree(of))))

  it('does not depend on the length of an orthogonal task for μ = 0', () => {
    const lengths = [
      [3, 0],
      [0, 1e-3],
    ]
    expect(damped(lengths, 0)).toEqual([0.5, 0.5].map((weight) => expect.closeTo(weight, 12)))
  })
})

describe('cosine agreement', () => {
  it('does not depend on the length of any displacement', () =>
    always((of) => {
      const unit = of.map((vector) => vector.map((value) => value / norm(vector)))
      const weigh = (vectors: Vectors) => cosineAgreement().weigh(agreementOf(vectors, 'gram')) as readonly number[]
      expectVectors(weigh(of), weigh(unit))
      expectVectors(weigh(unit), agree(unit))
    }))
})

describe('mgda', () => {
  it('is the shortest combination: no task is closer to the origin than it, along it', () =>
    always((of) => {
      const weights = mgda().weigh(agreementOf(of, 'gram')) as readonly number[]
      const direction = combine(weights, of)
      const largest = Math.max(...of.map((vector) => dot(vector, vector)))
      // Optimality on the simplex: ⟨dᵢ, d⟩ ≥ ‖d‖² for every task.
      for (const vector of of) {
        expect(dot(vector, direction)).toBeGreaterThanOrEqual(dot(direction, direction) - 1e-8 * largest)
      }
    }))
})

describe('pcgrad', () => {
  const direction = (of: Vectors) => combine(pcgrad().weigh(agreementOf(of, 'gram')) as readonly number[], of)

  it('is the average where no tasks conflict', () => {
    const apart = [
      [1, 0, 2],
      [1, 3, 0],
      [0, 1, 1],
    ]
    expectVectors(direction(apart), [2 / 3, 4 / 3, 1])
  })

  it('of two tasks in conflict is the mean of their parts orthogonal to each other', () =>
    always((of) => {
      const [one, two] = of as [number[], number[]]
      const without = (a: number[], b: number[]) =>
        a.map((value, k) => value - (Math.min(dot(a, b), 0) / dot(b, b)) * (b[k] as number))
      const expected = without(one, two).map((value, k) => (value + (without(two, one)[k] as number)) / 2)
      const found = direction([one, two])
      const size = norm(one) + norm(two)
      expect(norm(found.map((value, k) => value - (expected[k] as number)))).toBeLessThanOrEqual(1e-9 * size)
    }))
})

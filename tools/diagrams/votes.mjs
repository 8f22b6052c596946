// What weightings make of the same proposals: the weights are computed by the weightings themselves.

import { gradientAgreement, uniform, whitened } from '@assent/weightings'
import { arrow, ellipse, label, picture } from './svg.mjs'

/** What five tasks ask for: four along one way, more or less, and one across. */
const proposals = [
  [1.9, 0.5],
  [1.6, 0.9],
  [1.7, 0.2],
  [1.2, 0.1],
  [0.1, 1.3],
]
/** For the picture of agreement: three that go together, and one against them. */
const opposed = [
  [1.6, 0.7],
  [1.8, 0.1],
  [1.2, 0.9],
  [-0.9, 0.3],
]

const inner = (a, b) => a[0] * b[0] + a[1] * b[1]

/** The weights of a rule, and the direction that they make. */
function vote(rule, vectors) {
  const gram = vectors.map((a) => vectors.map((b) => inner(a, b)))
  const scores = gram.map((row) => row.reduce((sum, value) => sum + value, 0))
  const weights = rule.weigh({ tasks: vectors.length, gram, scores, squaredNorms: gram.map((row, i) => row[i]) })
  const direction = [0, 1].map((axis) => vectors.reduce((sum, vector, i) => sum + weights[i] * vector[axis], 0))
  return { weights, direction }
}

const toPixels = (origin, scale) => (vector) => [origin[0] + scale * vector[0], origin[1] - scale * vector[1]]
const withLength = (vector, length) => vector.map((value) => (value * length) / Math.hypot(...vector))
const percent = (weight) => `${weight < 0 ? '−' : ''}${Math.abs(100 * weight).toFixed(0)} %`

export function agreement() {
  const { weights, direction } = vote(gradientAgreement(), opposed)
  const mean = vote(uniform(), opposed).direction
  const origin = [150, 210]
  const place = toPixels(origin, 104)
  const title =
    'Four proposals with the weights of gradient agreement: three of like mind count, the one against them counts negatively'
  return picture({ width: 400, height: 240, title }, [
    opposed.map((vector) => arrow(origin, place(vector), { color: 'blue', width: 1.8 })),
    opposed.map((vector, i) => {
      const [x, y] = place(vector)
      return label([x + (vector[0] < 0 ? -8 : 8), y + 4], percent(weights[i]), {
        color: 'blue',
        anchor: vector[0] < 0 ? 'end' : 'start',
      })
    }),
    arrow(origin, place(mean), { color: 'ink', width: 4 }),
    arrow(origin, place(direction), { color: 'orange', width: 4 }),
    label([20, 30], 'the plain average', { anchor: 'start', bold: true }),
    label([20, 52], 'gradient agreement', { anchor: 'start', color: 'orange', bold: true }),
    label([20, 74], 'proposals and their weights', { anchor: 'start', color: 'blue' }),
  ])
}

/** The half axes and the angle of the ellipse of C = Σ gᵢgᵢᵀ / n. */
function spread(vectors) {
  const [xx, xy, yy] = [
    [0, 0],
    [0, 1],
    [1, 1],
  ].map(([a, b]) => vectors.reduce((sum, vector) => sum + vector[a] * vector[b], 0) / vectors.length)
  const [middle, half] = [(xx + yy) / 2, Math.hypot((xx - yy) / 2, xy)]
  return { long: Math.sqrt(middle + half), short: Math.sqrt(middle - half), angle: (Math.atan2(2 * xy, xx - yy) * 90) / Math.PI }
}

export function whitening() {
  const origin = [196, 190]
  const place = toPixels(origin, 96)
  const { long, short, angle } = spread(proposals)
  const rules = [
    ['whitened', whitened(), 'orange'],
    ['the plain average', uniform(), 'ink'],
    ['gradient agreement', gradientAgreement(), 'green'],
  ].map(([name, rule, color]) => ({ name, color, end: place(withLength(vote(rule, proposals).direction, 1.9)) }))
  const title =
    'Five proposals and three directions: agreement turns towards what most ask for, whitening towards what few ask for'
  return picture({ width: 400, height: 288, title }, [
    ellipse(origin, 96 * long, 96 * short, { angle: -angle }),
    proposals.map((vector) => arrow(origin, place(vector), { color: 'blue', width: 1.8 })),
    rules.map(({ end, color }) => arrow(origin, end, { color, width: 4 })),
    rules.map(({ name, color }, i) => label([20, 30 + 22 * i], name, { anchor: 'start', color, bold: true })),
  ])
}

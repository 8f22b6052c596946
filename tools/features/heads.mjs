// Heads over frozen vectors that learn nothing beforehand: what an app does today. Each takes an episode, support and query as rows
// with one-hot targets, and gives the class of every query row.

import { dot, minimize } from './minimize.mjs'

const rowsOf = ({ count, x }) =>
  Array.from({ length: count }, (_, row) => x.subarray((row * x.length) / count, ((row + 1) * x.length) / count))
export const classesOf = ({ count, y }) =>
  Array.from({ length: count }, (_, row) => {
    const ways = y.length / count
    return Array.from(y.subarray(row * ways, (row + 1) * ways)).indexOf(1)
  })

/** Of unit length where angles are compared, as they are where distances are. */
const scaled = (rows, by) => (by === 'angle' ? rows.map(toUnit) : rows)

function toUnit(row) {
  const length = Math.sqrt(dot(row, row))
  return row.map((value) => value / length)
}

const distance = (a, b) => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2
  return sum
}

const nearest = (points, labels) => (row) => {
  const distances = points.map((point) => distance(point, row))
  return labels[distances.indexOf(Math.min(...distances))]
}

/** One nearest neighbor, by distance or by angle. */
export function nearestNeighbor({ support, query }, { by }) {
  return scaled(rowsOf(query), by).map(nearest(scaled(rowsOf(support), by), classesOf(support)))
}

/** The nearest mean of a class. */
export function nearestMean({ support, query }, { by }) {
  const [rows, labels] = [scaled(rowsOf(support), by), classesOf(support)]
  const classes = [...new Set(labels)]
  const means = classes.map((own) => {
    const members = rows.filter((_, row) => labels[row] === own)
    return members[0].map((_, place) => members.reduce((sum, row) => sum + row[place], 0) / members.length)
  })
  return scaled(rowsOf(query), by).map(nearest(means, classes))
}

/**
 * Multinomial logistic regression with penalty λ/2 ‖W‖², λ = `penalty` · mean ‖x‖², and a bias: mean cross-entropy. Its solution
 * lies in the span of the support, so it is found there: as coefficients of support rows in an orthonormal basis, which Cholesky's
 * factor of their products gives.
 */
export function logisticRegression({ support, query }, { penalty, by }) {
  const rows = scaled(rowsOf(support), by)
  const labels = classesOf(support)
  const ways = Math.max(...labels) + 1
  const n = rows.length
  const products = rows.map((a) => rows.map((b) => dot(a, b)))
  const lambda = (penalty * products.reduce((sum, row, i) => sum + row[i], 0)) / n
  const lower = cholesky(products)
  const size = ways * (n + 1)
  const logits = (weights, features) =>
    Array.from({ length: ways }, (_, way) => weights[size - ways + way] + dotAt(weights, way * n, features))
  const objective = (weights) => {
    const gradient = new Float64Array(size)
    let loss = 0
    for (let row = 0; row < n; row++) {
      const shares = softmax(logits(weights, lower[row]))
      loss -= Math.log(shares[labels[row]]) / n
      for (let way = 0; way < ways; way++) {
        const error = (shares[way] - (labels[row] === way ? 1 : 0)) / n
        for (let i = 0; i <= row; i++) gradient[way * n + i] += error * lower[row][i]
        gradient[size - ways + way] += error
      }
    }
    for (let i = 0; i < size - ways; i++) {
      loss += (lambda / 2) * weights[i] ** 2
      gradient[i] += lambda * weights[i]
    }
    return { loss, gradient }
  }
  const solution = minimize(objective, size)
  return scaled(rowsOf(query), by).map((row) => {
    const own = rows.map((each) => dot(each, row))
    const found = logits(solution, forward(lower, own))
    return found.indexOf(Math.max(...found))
  })
}

const dotAt = (weights, from, features) => {
  let sum = 0
  for (let i = 0; i < features.length; i++) sum += weights[from + i] * features[i]
  return sum
}

const softmax = (values) => {
  const most = Math.max(...values)
  const powers = values.map((value) => Math.exp(value - most))
  const total = powers.reduce((sum, value) => sum + value, 0)
  return powers.map((value) => value / total)
}

/** Rows of the lower factor; a trace of the diagonal is added, as rows may repeat. */
function cholesky(matrix) {
  const lower = []
  const trace = matrix.reduce((sum, row, i) => sum + row[i], 0) / matrix.length
  for (const [i, row] of matrix.entries()) {
    const own = new Float64Array(i + 1)
    for (let j = 0; j <= i; j++) {
      let value = row[j] + (i === j ? 1e-9 * trace : 0)
      for (let k = 0; k < j; k++) value -= own[k] * (j === i ? own[k] : lower[j][k])
      own[j] = i === j ? Math.sqrt(value) : value / lower[j][j]
    }
    lower.push(own)
  }
  return lower
}

/** Solves `L y = b`. */
function forward(lower, right) {
  const solution = new Float64Array(right.length)
  for (const [i, row] of lower.entries()) {
    let value = right[i]
    for (let k = 0; k < i; k++) value -= row[k] * solution[k]
    solution[i] = value / row[i]
  }
  return solution
}

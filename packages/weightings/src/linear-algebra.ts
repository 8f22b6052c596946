// Small dense linear algebra over Gram matrices: some tens of tasks, whose sizes may lie many orders apart.

export type Vector = readonly number[]
/** Rows; symmetric and positive semi-definite wherever the text says Gram. */
export type Matrix = readonly Vector[]

/** What is below this share of the largest is taken for zero: a Gram matrix carries the rounding of its products. */
const RANK_TOLERANCE = 1e-12

/** `Σ aᵢbᵢ` over the first `count` entries, all unless given. */
export function dot(a: Vector, b: Vector, count = a.length): number {
  let sum = 0
  for (let i = 0; i < count; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}

export function multiply(matrix: Matrix, vector: Vector): number[] {
  return matrix.map((row) => dot(row, vector))
}

/** `vᵀAv`. */
export function squareOf(matrix: Matrix, vector: Vector): number {
  return dot(vector, multiply(matrix, vector))
}

export function diagonalOf(matrix: Matrix): number[] {
  return matrix.map((row, i) => row[i] ?? 0)
}

/** `D A D` with `D` the diagonal matrix of `factors`. */
export function scaleBoth(matrix: Matrix, factors: Vector): number[][] {
  return matrix.map((row, i) => row.map((value, j) => value * (factors[i] ?? 0) * (factors[j] ?? 0)))
}

/** `A + c I`. */
export function addToDiagonal(matrix: Matrix, constant: number): number[][] {
  return matrix.map((row, i) => row.map((value, j) => (i === j ? value + constant : value)))
}

/** The cosines of the angles between vectors with this Gram matrix; 0 where a vector is 0. */
export function cosinesOf(gram: Matrix): number[][] {
  return scaleBoth(
    gram,
    diagonalOf(gram).map((square) => (square > 0 ? 1 / Math.sqrt(square) : 0)),
  )
}

/**
 * Solves `A x = b` by Cholesky's `A = LLᵀ`, with the diagonal scaled to 1 first (van der Sluis 1969: close to the best
 * scaling). Undefined where A is not positive definite, to rounding.
 */
export function solvePositive(matrix: Matrix, right: Vector): number[] | undefined {
  const factors = diagonalOf(matrix).map((value) => 1 / Math.sqrt(value))
  const lower = cholesky(scaleBoth(matrix, factors))
  if (!lower) return undefined
  const scaled = right.map((value, i) => value * (factors[i] ?? 0))
  return backward(lower, forward(lower, scaled)).map((value, i) => value * (factors[i] ?? 0))
}

/** The lower factor, row by row; undefined where a pivot is not above 0. */
function cholesky(matrix: Matrix): number[][] | undefined {
  const lower: number[][] = []
  for (const [i, row] of matrix.entries()) {
    const own: number[] = []
    for (let j = 0; j < i; j++) {
      const other = lower[j] ?? []
      own.push(((row[j] ?? 0) - dot(own, other, j)) / (other[j] ?? 0))
    }
    const pivot = (row[i] ?? 0) - dot(own, own)
    if (!(pivot > 0)) return undefined
    lower.push([...own, Math.sqrt(pivot)])
  }
  return lower
}

/** Solves `L y = b`. */
function forward(lower: Matrix, right: Vector): number[] {
  const solution: number[] = []
  for (const [i, row] of lower.entries()) solution.push(((right[i] ?? 0) - dot(solution, row, i)) / (row[i] ?? 0))
  return solution
}

/** Solves `Lᵀ x = y`. */
function backward(lower: Matrix, right: Vector): number[] {
  const left = [...right]
  const solution = right.map(() => 0)
  for (let i = right.length - 1; i >= 0; i--) {
    const row = lower[i] ?? []
    const value = (left[i] ?? 0) / (row[i] ?? 0)
    solution[i] = value
    for (let k = 0; k < i; k++) left[k] = (left[k] ?? 0) - (row[k] ?? 0) * value
  }
  return solution
}

/** `A = Σ λₖ vₖ vₖᵀ`: eigenvalues, and unit eigenvectors as rows, in no order. */
export interface Eigen {
  readonly values: number[]
  readonly vectors: number[][]
}

/** More sweeps than any matrix of some tens of rows needs. */
const SWEEPS = 40

/**
 * Jacobi's method: rotate pairs until no entry is more than rounding beside its two diagonal ones, which finds small
 * eigenvalues to their own precision (Demmel and Veselić 1992).
 */
export function eigenSymmetric(matrix: Matrix): Eigen {
  const work = matrix.map((row) => [...row])
  const vectors = matrix.map((_, i) => matrix.map((_, j) => (i === j ? 1 : 0)))
  for (let sweep = 0, rotated = true; rotated && sweep < SWEEPS; sweep++) {
    rotated = false
    for (let p = 0; p < work.length; p++) {
      for (let q = p + 1; q < work.length; q++) rotated = rotate(work, vectors, p, q) || rotated
    }
  }
  return { values: diagonalOf(work), vectors }
}

/** Makes the entry (p, q) zero, in place; false where it was negligible. */
function rotate(work: number[][], vectors: number[][], p: number, q: number): boolean {
  const [rowP, rowQ] = [work[p] ?? [], work[q] ?? []]
  const [app, aqq, apq] = [rowP[p] ?? 0, rowQ[q] ?? 0, rowP[q] ?? 0]
  if (Math.abs(apq) <= 2 ** -53 * Math.sqrt(Math.abs(app)) * Math.sqrt(Math.abs(aqq))) return false
  const theta = (aqq - app) / (2 * apq)
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1))
  const cosine = 1 / Math.hypot(tangent, 1)
  const sine = tangent * cosine
  for (const row of work) turn(row, p, q, cosine, sine)
  turnRows(rowP, rowQ, cosine, sine)
  turnRows(vectors[p] ?? [], vectors[q] ?? [], cosine, sine)
  rowP[p] = app - tangent * apq
  rowQ[q] = aqq + tangent * apq
  rowP[q] = 0
  rowQ[p] = 0
  return true
}

/** Turns the columns p and q of one row. */
function turn(row: number[], p: number, q: number, cosine: number, sine: number): void {
  const [a, b] = [row[p] ?? 0, row[q] ?? 0]
  row[p] = cosine * a - sine * b
  row[q] = sine * a + cosine * b
}

function turnRows(a: number[], b: number[], cosine: number, sine: number): void {
  for (let k = 0; k < a.length; k++) {
    const [value, other] = [a[k] ?? 0, b[k] ?? 0]
    a[k] = cosine * value - sine * other
    b[k] = sine * value + cosine * other
  }
}

/** `Σ f(λₖ) vₖ (vₖ · b)`: of a Gram matrix' eigenvalues that are not zero, `f = 1/λ` is the pseudo-inverse times b. */
export function applySpectrum({ values, vectors }: Eigen, of: (value: number) => number, right: Vector): number[] {
  const result = right.map(() => 0)
  for (const [k, value] of values.entries()) {
    const vector = vectors[k] ?? []
    const share = of(value) * dot(vector, right)
    for (const [i, entry] of vector.entries()) result[i] = (result[i] ?? 0) + share * entry
  }
  return result
}

/** The eigenvalues of a Gram matrix that are not zero, and their vectors: all of them where its tasks are independent. */
export function eigenOfGram(gram: Matrix): Eigen {
  const { values, vectors } = eigenSymmetric(gram)
  const least = areIndependent(gram) ? 0 : RANK_TOLERANCE * Math.max(...values)
  const kept = [...values.keys()].filter((k) => (values[k] ?? 0) > least)
  return { values: kept.map((k) => values[k] ?? 0), vectors: kept.map((k) => vectors[k] ?? []) }
}

/** Whether vectors with this Gram matrix are linearly independent, whatever their sizes. */
function areIndependent(gram: Matrix): boolean {
  const { values } = eigenSymmetric(cosinesOf(gram))
  return Math.min(...values) > RANK_TOLERANCE * Math.max(...values)
}

// Many proposals in a plane, by their inner products alone: across, how far each goes along the mean of all; up, along the
// direction in which they differ most beside it. Sums of proposals are the sums of their points.

export interface Plane {
  readonly across: readonly number[]
  readonly up: readonly number[]
}

/** Power iterations; the picture needs no more digits. */
const ITERATIONS = 40

/** The plane of `gram[i][j] = gᵢ · gⱼ`. `before`, the heights of a picture before, decides which way up is. */
export function planeOf(gram: readonly (readonly number[])[], before: readonly number[] = []): Plane {
  const alongSum = gram.map((row) => row.reduce((sum, value) => sum + value, 0))
  const length = Math.sqrt(
    Math.max(
      alongSum.reduce((sum, value) => sum + value, 0),
      0,
    ),
  )
  const across = alongSum.map((value) => (length > 0 ? value / length : 0))
  const rest = gram.map((row, i) => row.map((value, j) => value - (across[i] ?? 0) * (across[j] ?? 0)))
  const { vector, value } = largest(rest)
  const up = vector.map((coordinate) => coordinate * Math.sqrt(Math.max(value, 0)))
  const turn = up.reduce((sum, height, i) => sum + height * (before[i] ?? (i === 0 ? 1 : 0)), 0) < 0 ? -1 : 1
  return { across, up: up.map((height) => turn * height) }
}

/** `Σ wᵢ gᵢ` in the plane. */
export function sumIn({ across, up }: Plane, weights: readonly number[]): readonly [across: number, up: number] {
  const along = (axis: readonly number[]) => axis.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0)
  return [along(across), along(up)]
}

/** The largest eigenvalue of a symmetric matrix without negative ones, and its unit vector. */
function largest(matrix: readonly (readonly number[])[]): { vector: readonly number[]; value: number } {
  const start = matrix.reduce((best, row, i) => ((row[i] ?? 0) > (matrix[best]?.[best] ?? 0) ? i : best), 0)
  let vector = (matrix[start] ?? []).slice()
  let value = 0
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const length = Math.hypot(...vector)
    if (!(length > 0)) return { vector: matrix.map(() => 0), value: 0 }
    const unit = vector.map((coordinate) => coordinate / length)
    vector = matrix.map((row) => row.reduce((sum, entry, j) => sum + entry * (unit[j] ?? 0), 0))
    value = Math.hypot(...vector)
  }
  return { vector: vector.map((coordinate) => (value > 0 ? coordinate / value : 0)), value }
}

// Euclidean projection on the probability simplex.

/** The nearest point with entries of at least 0 that sum to 1: `max(vᵢ − τ, 0)`, by sorting. */
export function projectOnSimplex(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => b - a)
  let sum = 0
  let threshold = 0
  for (const [place, value] of sorted.entries()) {
    sum += value
    const candidate = (sum - 1) / (place + 1)
    if (value > candidate) threshold = candidate
  }
  return values.map((value) => Math.max(value - threshold, 0))
}

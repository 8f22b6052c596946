// Weights in proportion to exponentials.

/** `exp(vᵢ) / Σ exp(vⱼ)`, for values of any size. */
export function softmax(values: readonly number[]): number[] {
  const largest = Math.max(...values)
  const raised = values.map((value) => Math.exp(value - largest))
  const total = raised.reduce((sum, value) => sum + value, 0)
  return raised.map((value) => value / total)
}

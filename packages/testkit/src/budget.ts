// A bound on the time that a check takes, so that a slow part is tried less often rather than a suite running for ever.

/** A stopwatch: whether `milliseconds` have not passed yet. Of a monotonic clock. */
export function timeBudget(milliseconds: number): () => boolean {
  const end = performance.now() + milliseconds
  return () => performance.now() < end
}

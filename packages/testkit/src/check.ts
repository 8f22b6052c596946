// A conformance suite is a list of named checks, so that it can run under vitest, or by itself to see it fail.

import { describe, it } from 'vitest'

/** One promise: resolves when it is kept, throws what is broken and how to mend it. */
export interface Check {
  readonly name: string
  run(): void | Promise<void>
}

/** Runs checks as tests of a `describe` block. */
export function describeChecks(title: string, checks: readonly Check[]): void {
  describe(title, () => {
    for (const { name, run } of checks) it(name, run)
  })
}

/** Throws a message that says what was promised and what was found. */
export function expectThat(holds: boolean, promise: string, found: string): void {
  if (!holds) throw new Error(`promised: ${promise}; found: ${found}`)
}

/** Largest distance between two vectors, relative to the norm of the expected one (absolute where that is 0). */
export function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY
  let distance = 0
  let norm = 0
  for (let i = 0; i < expected.length; i++) {
    distance += ((found[i] as number) - (expected[i] as number)) ** 2
    norm += (expected[i] as number) ** 2
  }
  return Math.sqrt(norm > 0 ? distance / norm : distance)
}

/** Like `relativeError`, but values that are not finite must be the same. */
export function expectClose(promise: string, found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expectThat(found.length === expected.length, `${promise}: ${expected.length} values`, `${found.length}`)
  const finite: number[] = []
  for (let i = 0; i < expected.length; i++) {
    const [own, other] = [found[i] as number, expected[i] as number]
    if (Number.isFinite(other)) finite.push(i)
    else expectThat(Object.is(own, other), `${promise}: ${other} at ${i}`, `${own}`)
  }
  const error = relativeError(
    finite.map((i) => found[i] as number),
    finite.map((i) => expected[i] as number),
  )
  expectThat(error <= tolerance, `${promise}, within ${tolerance} of the norm`, `${error.toExponential(2)}`)
}

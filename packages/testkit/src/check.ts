// A conformance suite is a list of named checks, so that it can run under vitest, or by itself to see it fail.

import { describe, it } from 'vitest'

/** One promise: resolves when it is kept, throws what is broken and how to mend it. */
export interface Check {
  readonly name: string
  /** Tries it. */
  run(): void | Promise<void>
}

/** Runs checks as tests of a `describe` block. */
export function describeChecks(title: string, checks: readonly Check[]): void {
  describe(title, () => {
    for (const { name, run } of checks) it(name, run)
  })
}

/** Throws a message that says what was expected, what was found, and what to do. */
export function expectThat(holds: boolean, expected: string, found: string, remedy: string): void {
  if (!holds) throw new Error(`expected ${expected}; found ${found}; ${remedy}`)
}

/**
 * Distance between two vectors, relative to the norm of the expected one, or to `least` where that is larger; absolute
 * where both are 0.
 */
export function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>, least = 0): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY
  const distance = norm(Array.from(expected, (value, i) => (found[i] as number) - value))
  const scale = Math.max(norm(expected), least)
  return scale > 0 ? distance / scale : distance
}

/** Euclidean norm. */
export function norm(values: ArrayLike<number>): number {
  return Math.hypot(...Array.from(values))
}

/** Values to hold up against expected ones, and what to do when they differ. */
export interface Comparison {
  readonly what: string
  readonly found: ArrayLike<number>
  readonly expected: ArrayLike<number>
  /** Relative to the norm of the expected values, or to `least` where that is larger. */
  readonly tolerance: number
  readonly least?: number
  readonly remedy: string
}

/** Finite values must be close as one vector, all others the same. */
export function expectClose({ what, found, expected, tolerance, least, remedy }: Comparison): void {
  expectThat(found.length === expected.length, `${what}: ${expected.length} values`, `${found.length}`, remedy)
  const finite: number[] = []
  for (let i = 0; i < expected.length; i++) {
    const [own, other] = [found[i] as number, expected[i] as number]
    if (Number.isFinite(other)) finite.push(i)
    else expectThat(Object.is(own, other), `${what}: ${other} at ${i}`, `${own}`, remedy)
  }
  const at = (values: ArrayLike<number>) => finite.map((i) => values[i] as number)
  const error = relativeError(at(found), at(expected), least)
  expectThat(error <= tolerance, `${what}, within ${tolerance} of its norm`, `an error of ${error.toExponential(2)}`, remedy)
}

/** Every value must be the same, to the bit. */
export function expectSame(what: string, found: ArrayLike<number>, expected: ArrayLike<number>, remedy: string): void {
  expectThat(found.length === expected.length, `${what}: ${expected.length} values`, `${found.length}`, remedy)
  for (let i = 0; i < expected.length; i++) {
    const [own, other] = [found[i] as number, expected[i] as number]
    expectThat(Object.is(own, other), `${what}: ${other} at ${i}`, `${own}`, remedy)
  }
}

/** Runs `act`, which must throw an error that names `word` and says what was expected. */
export async function expectRefusal(what: string, word: string, act: () => unknown): Promise<void> {
  const message = await messageOf(act)
  expectThat(
    message.includes('expected') && message.includes(word),
    `an error that names ${word} and says what was expected, for ${what}`,
    message || 'no error',
    'throw one with fail(where, expected, found, remedy)',
  )
}

async function messageOf(act: () => unknown): Promise<string> {
  try {
    await act()
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** The check that settings survive being stored: logs, checkpoints and reports tell components apart by them. */
export function settingsCheck({ name, settings }: { readonly name: string; readonly settings: object }): Check {
  return {
    name: 'describes itself by a name and plain data',
    run: () => {
      expectThat(name.trim() !== '', 'a name', 'an empty one', 'give it the name that reports should show')
      const stored = JSON.stringify(JSON.parse(JSON.stringify(settings)))
      const differs = Object.entries(settings).find(([, value]) => !survives(value))
      expectThat(
        differs === undefined,
        'settings of text, finite numbers, booleans, null, lists and records of these',
        `${String(differs?.[1])} for ${differs?.[0]}, stored as ${stored}`,
        'leave it out, or describe it by plain data',
      )
    },
  }
}

function survives(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  return typeof value === 'object' && Object.values(value).every(survives)
}

// Runs checks without a test runner, to see which of them fail.

import type { Check } from '../src/index.js'

/** The failed checks and what they say. */
export async function failuresOf(checks: readonly Check[]): Promise<{ readonly name: string; readonly message: string }[]> {
  const failed: { name: string; message: string }[] = []
  for (const { name, run } of checks) {
    try {
      await run()
    } catch (error) {
      failed.push({ name, message: String((error as Error).message) })
    }
  }
  return failed
}

/** The names of the failed checks. */
export async function failedNames(checks: readonly Check[]): Promise<string[]> {
  return (await failuresOf(checks)).map(({ name }) => name)
}

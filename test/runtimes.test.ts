// The core paths that other runtimes are tried on work on this one.

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const program = fileURLToPath(new URL('runtimes/core-paths.mjs', import.meta.url))

it('every core path ends in finite numbers', () => {
  const found = JSON.parse(execFileSync(process.execPath, [program], { encoding: 'utf8' })) as { [path: string]: unknown }
  expect(Object.keys(found)).toHaveLength(7)
  for (const [path, outcome] of Object.entries(found)) {
    expect(outcome, path).toEqual(expect.any(Array))
    for (const value of outcome as number[]) expect(Number.isFinite(value), path).toBe(true)
  }
})

// The README's program runs as printed, for fewer steps.

import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

it('runs', () => {
  const [, program] = /```ts\n([\s\S]*?)```/.exec(readFileSync(`${root}README.md`, 'utf8')) as unknown as [string, string]
  const folder = `${root}node_modules/.cache/assent-readme`
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/program.mjs`, program.replace('steps: 1000', 'steps: 100'))
  expect(execFileSync(process.execPath, [`${folder}/program.mjs`], { encoding: 'utf8' })).toMatch(/^100 \[/)
  rmSync(folder, { recursive: true })
})

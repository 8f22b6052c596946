// What the packages' READMEs show runs as printed.

import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const packages = fileURLToPath(new URL('../packages', import.meta.url))
const blocks = readdirSync(packages).flatMap((name) => {
  const file = join(packages, name, 'README.md')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return [...text.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code], place) => ({
    name: `${name}, ${place + 1}`,
    code: code as string,
  }))
})

it('are found', () => expect(blocks.length).toBeGreaterThan(8))

it.each(blocks)('$name', async ({ code }) => {
  const folder = mkdtempSync(fileURLToPath(new URL('../node_modules/.readme-', import.meta.url)))
  try {
    writeFileSync(join(folder, 'block.mjs'), code)
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'block.mjs')])
    // A comment that shows what is printed holds.
    for (const [, shown] of code.matchAll(/\/\/ (\[ .* \])$/gm)) expect(stdout).toContain(`${shown}\n`)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

// What READMEs and pages show compiles, and runs as printed.

import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { transform } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claimsOf, type Fence, fencesOf, readFences } from './fences.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const fences = readFences(root)
const run = promisify(execFile)
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(root, 'node_modules/.fences-'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
  for (const fence of fences) await writeFence(fence)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A fence as a file, among the packages as a user installs them: by what is built. */
async function writeFence({ folder: page, file, code, language }: Fence): Promise<void> {
  const path = join(folder, page, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, code)
  if (language === 'js') return
  const { code: script } = await transform(code, { loader: 'ts', target: 'es2022' })
  writeFileSync(path.replace(/\.ts$/, '.js'), script)
}

/** What the compiler says of all TypeScript among the fences; nothing if all is well. */
async function compile(all: readonly Fence[]): Promise<string> {
  const options = { noEmit: true, customConditions: [], types: ['node'], lib: ['ES2022', 'DOM'] }
  const files = all.filter(({ language }) => language === 'ts').map(({ folder: page, file }) => join(page, file))
  const config = { extends: '../../tsconfig.base.json', compilerOptions: options, files }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { stdout } = await run(process.execPath, [tsc, '-p', folder]).catch((error: { stdout: string }) => error)
  return stdout
}

/** The arrays that a program was to print and did not. */
async function unprinted({ folder: page, file, code }: Fence): Promise<string[]> {
  const { stdout } = await run(process.execPath, [file.replace(/\.ts$/, '.js')], { cwd: join(folder, page) })
  const printed = stdout.replace(/\s/g, '')
  return claimsOf(code).filter((claim) => !printed.includes(claim.replace(/\s/g, '')))
}

it('are found', () => {
  expect(fences.length).toBeGreaterThan(20)
  expect(new Set(fences.map(({ folder: page, file }) => `${page}/${file}`)).size).toBe(fences.length)
})

it('compile', async () => {
  expect(await compile(fences)).toBe('')
})

it.each(fences.filter(({ runs }) => runs))('$name runs as printed', async (fence) => {
  expect(await unprinted(fence)).toEqual([])
})

it('are refused if they have a wrong type, print something else, or stop', async () => {
  const text = [
    "```ts no-run\nimport { mlp } from 'assent'\nmlp({ sizes: 'wide' })\n```",
    '```js\nconsole.log([1]) // [2]\n```',
    "```ts\nthrow new Error('broken')\n```",
  ]
  const [types, claim, stop] = fencesOf('broken.md', text.join('\n'))
  for (const fence of [types!, claim!, stop!]) await writeFence(fence)
  expect(await compile([types!])).toMatch(/line-1\.ts\(2,7\): error TS2322/)
  expect(await unprinted(claim!)).toEqual(['[2]'])
  await expect(unprinted(stop!)).rejects.toThrow('broken')
})

describe('reading a page', () => {
  const page =
    '# Title\n\n```sh\nnpm ci\n```\n\n```ts no-run\nconst a = 1\n```\n\n```ts file=own.ts\nexport {}\n```\n\n```js\nconsole.log([1]) // [ 1 ]\n```\n'

  it('finds what each fence says it is', () => {
    expect(fencesOf('docs/page.md', page).map(({ name, runs, file }) => [name, runs, file])).toEqual([
      ['docs/page.md:7', false, 'line-7.ts'],
      ['docs/page.md:11', true, 'own.ts'],
      ['docs/page.md:15', true, 'line-15.js'],
    ])
  })

  it('finds what a program claims to print', () => {
    expect(claimsOf('console.log([1]) // [ 1 ]\n// [2] [3]\nf() // anything else\n')).toEqual(['[ 1 ]', '[2] [3]'])
  })

  it.each([
    ['```ts later\n```\n', /page\.md:1: what does later mean/],
    ['```js no-run\n```\n', /page\.md:1: what does no-run mean/],
    ['```typescript\n```\n', /page\.md:1: a fence says one of js, ts, .*; found typescript/],
    ['```\n```\n', /page\.md:1: .*; found nothing/],
    ['- item\n\n  ```ts\n  const a = 1\n  ```\n', /page\.md:3: a fence begins its line/],
    ['\n```ts\nconst a = 1\n', /page\.md:2: a fence without an end/],
  ])('refuses %j', (text, message) => {
    expect(() => fencesOf('page.md', text)).toThrow(message)
  })
})

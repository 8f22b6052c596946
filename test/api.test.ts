// The check of the public surfaces sees what users would see, and nothing else.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { checkSurfaces, surfaces } from '../tools/api.mjs'

let root: string

const write = (file: string, text: string) => {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}

const commit = () => {
  for (const [file, text] of surfaces(root)) write(`api/${file}`, text)
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'assent-api-'))
  const exports = { '.': { types: './dist/index.d.ts', default: './dist/index.js' }, './package.json': './package.json' }
  write('packages/part/package.json', JSON.stringify({ name: '@us/part', exports }))
  write(
    'packages/part/dist/index.d.ts',
    "export { make, type Made as Thing } from './make.js';\nexport type { Far } from 'elsewhere';\n",
  )
  write(
    'packages/part/dist/make.d.ts',
    `import type { Size } from './size.js';
/** What is made. */
export interface Made {
    /** How large. */
    readonly size: Size;
}
export declare function make(size: number): Made;
export declare function make(name: string): Made;
declare function unseen(): void;
export {};
`,
  )
  write('packages/part/dist/size.d.ts', 'export type Size = 1 | 2;\nexport type Other = 3;\n')
})

afterEach(() => rmSync(root, { recursive: true }))

it('shows names in order, every overload, and what they need', () => {
  expect(surfaces(root).get('part.txt')).toBe(`// @us/part

export { Far } from 'elsewhere'

interface Made {
    readonly size: Size;
}

export { Made as Thing }

function make(size: number): Made;

function make(name: string): Made;

// Part of the above, without a name outside:

type Size = 1 | 2;
`)
})

it('accepts what is committed, whatever the comments say', () => {
  commit()
  write('packages/part/dist/size.d.ts', '/** Said better. */\nexport type Size = 1 | 2;\n')
  expect(checkSurfaces(root)).toEqual([])
})

it('finds a change two files away from the entry', () => {
  commit()
  write('packages/part/dist/size.d.ts', 'export type Size = 1 | 2 | 4;\n')
  expect(checkSurfaces(root)).toEqual(['api/part.txt\n  - type Size = 1 | 2;\n  + type Size = 1 | 2 | 4;'])
})

it('finds a name that is gone', () => {
  commit()
  write('packages/part/dist/index.d.ts', "export { make } from './make.js';\n")
  expect(checkSurfaces(root).join()).toContain('- export { Made as Thing }')
})

it('finds an entry that is not shown yet, and one that is gone', () => {
  expect(checkSurfaces(root).join()).toContain('+ function make(size: number): Made;')
  commit()
  rmSync(join(root, 'packages/part'), { recursive: true })
  expect(checkSurfaces(root)).toEqual(['api/part.txt: there is no such entry'])
})

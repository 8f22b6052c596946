// The stages of the compiler: each imports from itself and from earlier ones, so that it can be read without the later ones.

import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const sources = fileURLToPath(new URL('../src', import.meta.url))

/** What each folder may import from beside itself and what all stages share. Files outside of folders may import anything. */
const allowed: { readonly [stage: string]: readonly string[] } = {
  border: [],
  lower: [],
  emit: [],
  schedule: ['lower', 'emit'],
  plan: ['lower', 'schedule', 'emit'],
  run: ['emit'],
}
/** What all stages may import: it stands beside them, as does the border with the kernels. */
const shared = ['shared.js', 'border/codes.js', 'border/records.js']

/** Every import of a file in a folder, from the root of the sources. */
const imports = readdirSync(sources, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && file.includes(sep))
  .flatMap((file) => {
    const text = readFileSync(join(sources, file), 'utf8')
    return [...text.matchAll(/\bfrom '(\.[^']+)'/g)].map(([, specifier = '']) => ({
      from: file,
      to: relative(sources, join(sources, file, '..', specifier))
        .split(sep)
        .join('/'),
    }))
  })

const stageOf = (file: string) => file.split(/[\\/]/)[0] ?? ''

it('has a folder for each stage and no other', () => {
  const folders = readdirSync(sources, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  expect(folders.map(({ name }) => name).sort()).toEqual(Object.keys(allowed).sort())
  expect(imports.length).toBeGreaterThan(50)
})

it('imports from earlier stages only', () => {
  const upward = imports.filter(({ from, to }) => {
    const stage = stageOf(from)
    return !shared.includes(to) && stageOf(to) !== stage && !allowed[stage]?.includes(stageOf(to))
  })
  expect(upward).toEqual([])
})

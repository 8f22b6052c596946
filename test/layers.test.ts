// The check of the layers finds each kind of offense, and none in this repository.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { checkLayers } from '../tools/check-layers.mjs'

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

interface FakePackage {
  readonly layer: number
  readonly dependencies?: readonly string[]
  readonly source?: string
}

function write(root: string, file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}

function layOut(packages: { readonly [name: string]: FakePackage }): string {
  const root = mkdtempSync(join(tmpdir(), 'assent-layers-'))
  folders.push(root)
  const table: { [layer: number]: string[] } = {}
  for (const [name, { layer, dependencies = [], source = '' }] of Object.entries(packages)) {
    table[layer] = [...(table[layer] ?? []), name]
    write(root, `packages/${name}/src/index.ts`, source)
    write(
      root,
      `packages/${name}/package.json`,
      JSON.stringify({ name, dependencies: Object.fromEntries(dependencies.map((own) => [own, '1.0.0'])) }),
    )
  }
  write(root, 'tools/layers.json', JSON.stringify(table))
  return root
}

it('accepts imports that go down', () => {
  expect(checkLayers(layOut({ low: { layer: 0 }, high: { layer: 2, dependencies: ['low'], source: "import 'low'" } }))).toEqual(
    [],
  )
})

it('lets an example in a doc comment import as users do', () => {
  const source = "/**\n * ```ts\n * import { a } from 'low'\n * ```\n */\nexport const a = 1\n"
  expect(checkLayers(layOut({ low: { layer: 0, source } }))).toEqual([])
})

it('refuses an import that goes up', () => {
  const root = layOut({ low: { layer: 0, dependencies: ['high'], source: "export { a } from 'high'" }, high: { layer: 2 } })
  expect(checkLayers(root).join()).toMatch(/packages\/low\/src\/index\.ts: high: up, from layer 0 to layer 2/)
})

it('refuses an import that goes sideways, static or dynamic', () => {
  const root = layOut({ one: { layer: 2, dependencies: ['two'], source: "await import('two')" }, two: { layer: 2 } })
  expect(checkLayers(root).join()).toMatch(/index\.ts: two: sideways/)
})

it('refuses a dependency in package.json that goes sideways', () => {
  const root = layOut({ one: { layer: 2, dependencies: ['two'] }, two: { layer: 2 } })
  expect(checkLayers(root).join()).toMatch(/packages\/one\/package\.json: two: sideways/)
})

it('refuses an import that package.json does not declare', () => {
  const root = layOut({ low: { layer: 0 }, high: { layer: 1, source: "import { a } from 'low'" } })
  expect(checkLayers(root).join()).toMatch(/not in the dependencies/)
})

it("refuses to reach into another package's files", () => {
  const root = layOut({ low: { layer: 0 }, high: { layer: 1, source: "import { a } from '../../low/src/index.js'" } })
  expect(checkLayers(root).join()).toMatch(/reaches into another package/)
})

it('refuses a package that no layer names, or two do', () => {
  const root = layOut({ low: { layer: 0 }, 'tasks-own': { layer: 1 } })
  write(root, 'tools/layers.json', JSON.stringify({ 0: ['tasks-*'] }))
  expect(checkLayers(root)).toEqual(['tools/layers.json: low: must stand in exactly one layer'])
  write(root, 'tools/layers.json', JSON.stringify({ 0: ['low', 'tasks-*'], 1: ['tasks-own'] }))
  expect(checkLayers(root)).toEqual(['tools/layers.json: tasks-own: must stand in exactly one layer'])
})

it('finds no offense here', () => {
  expect(checkLayers(fileURLToPath(new URL('..', import.meta.url)))).toEqual([])
})

// What the pages list is all that there is.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { presets } from '../packages/cli/src/presets/index.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const codes = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '')

const folders = readdirSync(join(root, 'packages')).filter((name) => existsSync(join(root, 'packages', name, 'package.json')))

/** `a-{1,2}` as `a-1` and `a-2`. */
function expand(pattern: string): string[] {
  const [, before = '', choices, after = ''] = /^(.*?)\{(.*?)\}(.*)$/.exec(pattern) ?? []
  return choices === undefined ? [pattern] : choices.split(',').flatMap((choice) => expand(before + choice + after))
}

it('every preset', () => {
  const [paragraph = ''] = /^Presets: [\s\S]*?\n\n/m.exec(read('packages/cli/README.md')) ?? []
  expect(codes(paragraph).flatMap(expand).sort()).toEqual(Object.keys(presets).sort())
})

it('every package that is published', () => {
  const table = read('docs/packages.md')
  const names = folders.map(
    (folder) => JSON.parse(read(`packages/${folder}/package.json`)) as { name: string; private?: boolean },
  )
  const listed = codes(table).filter((code) => /^(@assent\/[\w-]+|assent|create-assent)$/.test(code))
  expect([...new Set(listed)].sort()).toEqual(
    names
      .filter((own) => !own.private)
      .map(({ name }) => name)
      .sort(),
  )
})

it('every layer, as the check of layers has it', () => {
  const layers = JSON.parse(read('tools/layers.json')) as { [layer: string]: string[] }
  const rows = [...read('docs/architecture.md').matchAll(/^\| (\d) +\| (.*?) +\|/gm)]
  const outside = /^(golden|benchmarks|examples\/\*)$/ // not published, and nothing stands on them
  const shown = rows.map(([, layer = '', names = '']) => [
    layer,
    codes(names)
      .filter((name) => !outside.test(name))
      .sort(),
  ])
  expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(Object.entries(layers).map(([layer, own]) => [layer, own.sort()])))
})

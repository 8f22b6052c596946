// The check of the package.json files finds each kind of offense, and none in this repository.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { checkManifests } from '../tools/manifests.mjs'

const here = fileURLToPath(new URL('..', import.meta.url))
let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'assent-manifests-'))
  for (const file of ['package.json', 'packages/autodiff/package.json']) cpSync(join(here, file), join(root, file))
})

afterEach(() => rmSync(root, { recursive: true }))

const change = (fields: object) => {
  const file = join(root, 'packages/autodiff/package.json')
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...fields }))
}

it('accepts what is here', () => {
  expect(checkManifests(root)).toEqual([])
  expect(checkManifests(here)).toEqual([])
})

it.each([
  [{ homepage: 'https://elsewhere.example' }, /homepage is not as/],
  [{ engines: { node: '>=18' } }, /engines is not as/],
  [{ repository: undefined }, /repository is not as/],
  [{ keywords: ['tensors'] }, /needs three keywords/],
  [{ description: '' }, /has no description/],
  [{ license: 'UNLICENSED' }, /license is not MIT/],
  [{ files: ['dist'] }, /files lacks src/],
  [
    { exports: { './package.json': './package.json', '.': { 'assent-source': './src/index.ts', default: './dist/main.js' } } },
    /exports \. names/,
  ],
])('refuses %j', (fields, message) => {
  change(fields)
  expect(checkManifests(root)).toEqual([expect.stringMatching(message)])
})

it('passes over what is not published', () => {
  change({ private: true, license: undefined })
  expect(checkManifests(root)).toEqual([])
})

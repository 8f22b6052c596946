// What is said when tfjs-node is not there, or is not what was checked. Needs no tfjs-node.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findInstalled, requireInstalled } from '../src/find.js'
import { openInstalled } from '../src/open.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assent-node-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('says how to install what is not installed', () => {
  expect(findInstalled([join(folder, 'index.js')])).toBeUndefined()
  expect(() => requireInstalled([join(folder, 'index.js')])).toThrow(
    '[backend node] expected @tensorflow/tfjs-node to be installed; found none; npm install @tensorflow/tfjs-node@4.22.0',
  )
})

it('looks in one place after the other, and loads from where it found it', () => {
  const own = join(folder, 'project/node_modules/@tensorflow/tfjs-node')
  mkdirSync(own, { recursive: true })
  writeFileSync(join(own, 'package.json'), JSON.stringify({ version: '4.22.0', main: 'main.js' }))
  writeFileSync(join(own, 'main.js'), 'throw new Error("loaded " + __dirname)')
  const found = requireInstalled([join(folder, 'index.js'), join(folder, 'project/index.js')])
  expect(found.version).toBe('4.22.0')
  expect(found.load).toThrow(/^loaded .*project.node_modules/)
})

it('refuses a version that was not checked, without loading it', async () => {
  const load = () => expect.unreachable()
  await expect(openInstalled({ version: '4.21.0', load })).rejects.toThrow(
    '[backend node] expected @tensorflow/tfjs-node 4.22.0; found 4.21.0',
  )
})

it('says so when the native addon is not there', async () => {
  const load = () => {
    throw new Error('no addon at this path\nand many more words')
  }
  await expect(openInstalled({ version: '4.22.0', load })).rejects.toThrow(
    /^\[backend node\] expected @tensorflow\/tfjs-node to load its native addon; found no addon at this path; npm install/,
  )
})

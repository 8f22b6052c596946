// Each kind of project, written into an empty folder and run as its README says. Reads the build.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createProject, type ProjectKind } from '../src/index.js'

const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url))
const program = fileURLToPath(new URL('../bin/create-assent.js', import.meta.url))

let place: string
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'assent-create-'))
})
afterEach(() => rmSync(place, { recursive: true, force: true }))

const options = { encoding: 'utf8', shell: process.platform === 'win32' } as const

describe.each<[ProjectKind, boolean, number]>([
  ['table', true, 2],
  ['images', true, 5],
  ['sines', false, 3],
])('%s', (kind, page, answers) => {
  it('trains, adapts and passes its own tests', () => {
    const folder = join(place, 'my-app')
    createProject({ folder, kind, page })
    symlinkSync(modules, join(folder, 'node_modules'), 'junction')
    const npm = (...words: string[]) => execFileSync('npm', words, { ...options, stdio: ['ignore', 'pipe', 'pipe'], cwd: folder })
    expect(npm('start')).toMatch(/public\/model\.safetensors: \d+ bytes/)
    expect(npm('run', '--silent', 'adapt').trim().split('\n')).toHaveLength(answers)
    expect(npm('test')).toMatch(/pass 2/)
    if (!page) return
    npm('run', 'build')
    expect(readdirSync(join(folder, 'dist')).sort()).toEqual(['assets', 'index.html', 'model.safetensors'])
    expect(readFileSync(join(folder, 'dist/index.html'), 'utf8')).toContain('<h1>my-app</h1>')
  })
})

describe('the command', () => {
  const create = (...words: string[]) =>
    execFileSync(process.execPath, [program, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], cwd: place })

  it('takes flags, and says what comes next', () => {
    expect(create('rooms', '--kind', 'sines')).toMatch(/next: cd rooms && npm install && npm start/)
    const { name, dependencies } = JSON.parse(readFileSync(join(place, 'rooms/package.json'), 'utf8'))
    expect(name).toBe('rooms')
    expect(Object.keys(dependencies)).toEqual(['@assent/backend-simd', '@assent/cli', '@assent/model-file', 'assent'])
    expect(existsSync(join(place, 'rooms/page.js'))).toBe(false)
    expect(existsSync(join(place, 'rooms/.gitignore'))).toBe(true)
  })

  it('refuses a folder that holds something, an unknown kind and an unknown flag, and writes nothing', () => {
    writeFileSync(join(place, 'kept.txt'), 'mine')
    expect(() => create('.')).toThrow(/expected an empty folder, or a new one; found 1 files/)
    expect(() => create('other', '--kind', 'circles')).toThrow(/a kind among table, images, sines; found 'circles'/)
    expect(() => create('other', '--knid', 'table')).toThrow(/--knid/)
    expect(readdirSync(place)).toEqual(['kept.txt'])
  })
})

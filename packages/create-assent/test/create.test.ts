// Each kind of project, written into an empty folder and run as its README says. Reads the build.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createProject, type ProjectKind, type ProjectUse } from '../src/index.js'
import { sampleImages } from '../src/sample-images.js'

const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url))
const program = fileURLToPath(new URL('../bin/create-assent.js', import.meta.url))

let place: string
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'assent-create-'))
})
afterEach(() => rmSync(place, { recursive: true, force: true }))

const options = { encoding: 'utf8', shell: process.platform === 'win32' } as const

describe.each<[ProjectKind, ProjectUse, number]>([
  ['table', 'both', 2],
  ['images', 'both', 3],
  ['sines', 'node', 3],
])('%s for %s', (kind, use, answers) => {
  it('trains, adapts and passes its own tests', () => {
    const folder = join(place, 'my-app')
    createProject({ folder, kind, use })
    symlinkSync(modules, join(folder, 'node_modules'), 'junction')
    const npm = (...words: string[]) => execFileSync('npm', words, { ...options, stdio: ['ignore', 'pipe', 'pipe'], cwd: folder })
    expect(npm('start')).toMatch(/public\/model\.safetensors: \d+ bytes/)
    const said = npm('run', '--silent', 'adapt').trim().split('\n')
    expect(said).toHaveLength(answers)
    if (kind === 'images') for (const line of said) expect(line).toMatch(/^(\w+)\.png → \1, \d+ %$/)
    expect(npm('test')).toMatch(/pass 2/)
    if (use === 'node') return
    npm('run', 'build')
    expect(readdirSync(join(folder, 'dist')).sort()).toEqual(['assets', 'index.html', 'model.safetensors'])
    expect(readFileSync(join(folder, 'dist/index.html'), 'utf8')).toContain('<h1>my-app</h1>')
  })
})

describe('the images to begin with', () => {
  it('are whole, of one size, and drawn differently each time', async () => {
    const files = new Map(sampleImages())
    expect(files.size).toBe(40 * 8 + 3 * 4)
    const drawings = new Set<string>()
    for (const [name, png] of files) {
      const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true })
      expect([info.width, info.height], name).toEqual([28, 28])
      expect([Math.min(...data), Math.max(...data)], name).toEqual([0, 255])
      drawings.add(data.toString('base64'))
    }
    expect(drawings.size).toBe(files.size)
  })
})

describe('the command', () => {
  const create = (...words: string[]) =>
    execFileSync(process.execPath, [program, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], cwd: place })

  it('takes flags, and says what comes next', () => {
    expect(create('rooms', '--kind', 'sines', '--for', 'node')).toMatch(/next: cd rooms && npm install && npm start/)
    const { name, dependencies } = JSON.parse(readFileSync(join(place, 'rooms/package.json'), 'utf8'))
    expect(name).toBe('rooms')
    expect(Object.keys(dependencies)).toEqual(['@assent/backend-simd', '@assent/cli', '@assent/model-file'])
    expect(existsSync(join(place, 'rooms/page.js'))).toBe(false)
    expect(existsSync(join(place, 'rooms/.gitignore'))).toBe(true)
  })

  it('leaves the commands out of a project for a page', () => {
    create('signs', '--kind', 'images', '--for', 'page')
    const { scripts, dependencies } = JSON.parse(readFileSync(join(place, 'signs/package.json'), 'utf8'))
    expect(Object.keys(scripts)).toEqual(['start', 'test', 'dev', 'build'])
    expect(dependencies.sharp).toMatch(/^\d/)
    expect(existsSync(join(place, 'signs/adapt.js'))).toBe(false)
    expect(existsSync(join(place, 'signs/page.js'))).toBe(true)
  })

  it('refuses a folder that holds something, an unknown kind, use or flag, and writes nothing', () => {
    writeFileSync(join(place, 'kept.txt'), 'mine')
    expect(() => create('.')).toThrow(/expected an empty folder, or a new one; found 1 files/)
    expect(() => create('other', '--kind', 'circles')).toThrow(/a kind among table, images, sines; found 'circles'/)
    expect(() => create('other', '--for', 'phones')).toThrow(/a use among node, page, both; found 'phones'/)
    expect(() => create('other', '--knid', 'table')).toThrow(/--knid/)
    expect(readdirSync(place)).toEqual(['kept.txt'])
  })
})

// `npx assent` with this package alone says what to install; with @assent/cli beside it, it is that command.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'

let project: string
let elsewhere: string

const write = (folder: string, file: string, text: string) => {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
}

/** Puts a command that prints its words into a folder's node_modules. */
function installCommand(folder: string): void {
  write(
    folder,
    'node_modules/@assent/cli/package.json',
    JSON.stringify({ name: '@assent/cli', type: 'module', bin: { assent: 'bin/assent.js' } }),
  )
  write(folder, 'node_modules/@assent/cli/bin/assent.js', 'console.log(JSON.stringify(process.argv.slice(2)))')
}

/** Runs the command as installed in `elsewhere`, from the project. */
function run(...words: string[]) {
  const bin = join(elsewhere, 'node_modules/assent/bin/assent.js')
  return spawnSync(process.execPath, [bin, ...words], { cwd: project, encoding: 'utf8' })
}

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'assent-project-'))
  elsewhere = mkdtempSync(join(tmpdir(), 'assent-elsewhere-'))
  cpSync(fileURLToPath(new URL('../bin', import.meta.url)), join(elsewhere, 'node_modules/assent/bin'), { recursive: true })
  write(elsewhere, 'node_modules/assent/package.json', JSON.stringify({ name: 'assent', type: 'module' }))
})

afterEach(() => {
  for (const folder of [project, elsewhere]) rmSync(folder, { recursive: true })
})

it('says what to install', () => {
  const { status, stderr, stdout } = run('train', '--preset', 'tides')
  expect(stderr).toBe(`The assent command comes with @assent/cli, which is not installed here. Install it and run this again:

  npm install @assent/cli
  npx assent train --preset tides
`)
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
})

it.each(['beside the project', 'beside the package'])('hands over to a command that is installed %s', (place) => {
  installCommand(place === 'beside the project' ? project : elsewhere)
  expect(run('train', '--steps', '5').stdout).toBe('["train","--steps","5"]\n')
})

it('is the same command here', () => {
  const here = (name: string) =>
    spawnSync(process.execPath, [fileURLToPath(new URL(`../../${name}/bin/assent.js`, import.meta.url)), '--help'], {
      encoding: 'utf8',
    })
  expect(here('assent').stdout).toContain('Usage: assent')
  expect(here('assent').stdout).toBe(here('cli').stdout)
})

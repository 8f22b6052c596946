// A folder of its own for each test, and what the command prints there.

import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, vi } from 'vitest'
import { runProgram } from '../src/program.js'

const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url))

/** A place to run commands in. */
export interface Place {
  readonly folder: string
  /** Standard output since the last `forget`. */
  readonly printed: string
  readonly noted: string
  forget(): void
  /** Called with everything that is printed. */
  listen(listener: (text: string) => void): void
  path(name: string): string
  bytes(name: string): Buffer
  has(name: string): boolean
  write(name: string, content: string | Uint8Array): void
  /** Makes installed packages importable from here. */
  install(): void
}

/** Sets up a place before each test of a file, and removes it after. */
export function usePlace(): Place {
  let folder = ''
  const text = { out: '', error: '' }
  let listener: (text: string) => void = () => {}
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'assent-cli-'))
    text.out = text.error = ''
    listener = () => {}
    const keep = (stream: 'out' | 'error') => (chunk: string | Uint8Array) => {
      text[stream] += String(chunk)
      listener(String(chunk))
      return true
    }
    vi.spyOn(process, 'cwd').mockReturnValue(folder)
    vi.spyOn(process.stdout, 'write').mockImplementation(keep('out'))
    vi.spyOn(process.stderr, 'write').mockImplementation(keep('error'))
  })
  afterEach(() => {
    vi.restoreAllMocks()
    rmSync(folder, { recursive: true, force: true })
  })
  const path = (name: string) => join(folder, name)
  return {
    get folder() {
      return folder
    },
    get printed() {
      return text.out
    },
    get noted() {
      return text.error
    },
    forget: () => {
      text.out = text.error = ''
    },
    listen: (next) => {
      listener = next
    },
    path,
    bytes: (name) => readFileSync(path(name)),
    has: (name) => existsSync(path(name)),
    write: (name, content) => {
      mkdirSync(dirname(path(name)), { recursive: true })
      writeFileSync(path(name), content)
    },
    install: () => symlinkSync(modules, path('node_modules'), 'junction'),
  }
}

/** A sine net that trains in an instant. */
export const small = ['--preset', 'sinusoid-maml', '--inner-rate', '0.001', '--tasks-per-step', '4', '--episodes', '10']

/** `assent train` on {@link small}, 6 steps. */
export const trainSmall = (...words: string[]): Promise<number> => runProgram(['train', ...small, '--steps', '6', ...words])

/** A config file's task source: lines through the origin; `y` may spoil some targets. */
export const lines = (y = 'slope * x') => `{
  name: 'lines', settings: {}, kind: 'regression', inputShape: [1], targetShape: [1],
  metric: {
    name: 'meanSquaredError', settings: {}, title: 'mean squared error', unit: '', better: 'lower', percent: false, squared: false,
    score: (found, expected) => expected.reduce((sum, value, i) => sum + (found[i] - value) ** 2, 0) / expected.length,
  },
  baselines: [],
  episodeSize: () => ({ support: 3, query: 3 }),
  sample: (split, rng) => {
    const slope = rng.uniform(-1, 1)
    const chance = rng.uniform(0, 1)
    const examples = () => {
      const xs = Float32Array.from({ length: 3 }, () => rng.uniform(-1, 1))
      return { count: 3, x: xs, y: xs.map((x) => ${y}) }
    }
    return { id: 'slope ' + slope.toFixed(2), support: examples(), query: examples() }
  },
}`

/** The command as it was built. */
export const command = fileURLToPath(new URL('../bin/assent.js', import.meta.url))

/** How a process of the command ended, and what it printed. */
export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly error: string
}

/** A signal, sent as soon as a text was printed. */
export interface Stop {
  readonly signal: NodeJS.Signals
  /** Text of the command, or an event. */
  readonly after: string | Promise<void>
}

/** Runs the command as it was built, in a process of its own. */
export function runCommand({ folder }: Pick<Place, 'folder'>, words: readonly string[], stop?: Stop): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [command, ...words], { cwd: folder })
    const text = { out: '', error: '' }
    const keep = (stream: 'out' | 'error') => (chunk: Buffer) => {
      const before = text[stream]
      text[stream] += chunk.toString()
      if (typeof stop?.after === 'string' && !before.includes(stop.after) && text[stream].includes(stop.after))
        child.kill(stop.signal)
    }
    if (typeof stop?.after === 'object') stop.after.then(() => child.kill(stop.signal))
    child.stdout.on('data', keep('out'))
    child.stderr.on('data', keep('error'))
    child.on('close', (code) => resolve({ code, ...text }))
  })
}

/** Runs a line of a shell, in which `assent` is the command as it was built. */
export function runShell({ folder }: Pick<Place, 'folder'>, line: string): Promise<Ended> {
  return new Promise((resolve) => {
    const script = `assent() { '${process.execPath}' '${command}' "$@"; }\n${line}`
    execFile('bash', ['-c', script], { cwd: folder }, (error, out, errors) => {
      resolve({ code: error ? Number(error.code) : 0, out, error: errors })
    })
  })
}

/** Every file of a comparison, with the numbers that say where it is taken out. */
export function contentOf({ path, bytes }: Pick<Place, 'path' | 'bytes'>, folder: string): Map<string, string> {
  const files = readdirSync(path(folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const names = files.map(({ parentPath, name }) => `${parentPath}/${name}`.slice(path(folder).length))
  const read = (name: string) => bytes(folder + name).toString('latin1')
  return new Map(
    names.sort().map((name) => [
      name,
      read(name)
        .replaceAll(`${folder}/`, 'X/')
        .replace(/"check": ".*"/, ''),
    ]),
  )
}

// The same bytes in one process and in any number of threads, also when threads die.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { threads } from '../src/index.js'
import { splitTasks } from '../src/shared.js'

const scenario = fileURLToPath(new URL('scenario.mjs', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'assent-threads-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The hash of θ after a small training, or the message of its error. */
function outcome(kind: 'sine' | 'images', options: object | null): string {
  return execFileSync(process.execPath, [scenario, kind, JSON.stringify(options)], { encoding: 'utf8', timeout: 60_000 }).trim()
}

describe.each(['sine', 'images'] as const)('training on %s', (kind) => {
  const alone = outcome(kind, null)

  it('has a hash', () => expect(alone).toMatch(/^[0-9a-f]{64}$/))

  it.each([1, 2, 3])('has the same bytes with %d workers', (workers) => {
    expect(outcome(kind, { workers })).toBe(alone)
  })
})

/** A module with a backend that kills its thread at the first run, once or every time. */
function mortalBackend(times: 'once' | 'always'): [string, string] {
  const marker = join(folder, times)
  const file = `${marker}.mjs`
  const kernels = pathToFileURL(fileURLToPath(new URL('../../backend-simd/dist/index.js', import.meta.url))).href
  writeFileSync(marker, '')
  writeFileSync(
    file,
    `import { existsSync, rmSync } from 'node:fs'
     import { simd } from '${kernels}'
     export async function mortal() {
       const own = await simd()
       return { ...own, compile: async (program, tasks) => {
         const executable = await own.compile(program, tasks)
         return { ...executable, run: async () => {
           if (existsSync(${JSON.stringify(marker)})) {
             ${times === 'once' ? `rmSync(${JSON.stringify(marker)})` : ''}
             process.exit(1)
           }
           await executable.run()
         } }
       } }
     }`,
  )
  return [pathToFileURL(file).href, 'mortal']
}

describe('workers that die', () => {
  it('are replaced, their tasks done again, to the same bytes', () => {
    expect(outcome('sine', { workers: 2, backend: mortalBackend('once') })).toBe(outcome('sine', null))
  })

  it('are an error when they keep dying', () => {
    expect(outcome('sine', { workers: 2, retries: 1, backend: mortalBackend('always') })).toMatch(
      /^\[threads\] expected a worker that finishes; found 2 that died \(worker exited with code: 1\)/,
    )
  })
})

describe('what is refused', () => {
  it.each([
    [{ workers: 0 }, /\[threads\.workers\] expected a whole number of at least 1; found 0/],
    [{ retries: -1 }, /\[threads\.retries\] expected a whole number of at least 0; found -1/],
  ])('%j', (options, message) => {
    expect(() => threads(options)).toThrow(message)
  })

  it('a module without that backend', () => {
    expect(outcome('sine', { workers: 1, backend: ['@assent/backend-simd', 'smid'] })).toMatch(
      /expected a backend factory; found undefined/,
    )
  })
})

describe('splitting tasks', () => {
  it.each([
    [25, 1, [25]],
    [25, 2, [4, 4, 4, 4, 4, 5]],
    [100, 2, [12, 13, 12, 13, 12, 13, 12, 13]],
    [10, 2, [5, 5]],
    [7, 3, [2, 2, 3]],
    [2, 5, [1, 1]],
  ])('%d tasks over %d workers', (tasks, workers, counts) => {
    const shares = splitTasks(tasks, workers)
    expect(shares.map(({ count }) => count)).toEqual(counts)
    expect(shares.map(({ first }) => first)).toEqual(
      counts.map((_, place) => counts.slice(0, place).reduce((sum, count) => sum + count, 0)),
    )
  })
})

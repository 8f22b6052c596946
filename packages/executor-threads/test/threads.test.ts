// The same bytes in one process and in any number of threads, also when threads die.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { threads } from '../src/index.js'
import { splitTasks } from '../src/shares.js'

const scenario = fileURLToPath(new URL('scenario.mjs', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'assent-threads-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The hash of θ after a small training, or the message of its error. */
function outcome(kind: 'sine' | 'images', options: object | null, backend: 'simd' | 'renamed' | 'reference' = 'simd'): string {
  const words = [scenario, kind, JSON.stringify(options), backend]
  return execFileSync(process.execPath, words, { encoding: 'utf8', timeout: 60_000 }).trim()
}

describe.each(['sine', 'images'] as const)('training on %s', (kind) => {
  const alone = outcome(kind, null)

  it('has a hash', () => expect(alone).toMatch(/^[0-9a-f]{64}$/))

  it.each([1, 2, 3])('has the same bytes with %d workers', (workers) => {
    expect(outcome(kind, { workers })).toBe(alone)
  })
})

/** A module with the SIMD backend, but for what its programs do when they run. Code, with the imports that it needs. */
function backendThat(name: string, run: string, create = 'await simd()'): [module: string, factory: string] {
  const file = join(folder, `${name}.mjs`)
  const built = (own: string) =>
    JSON.stringify(pathToFileURL(fileURLToPath(new URL(`../../${own}/dist/index.js`, import.meta.url))))
  writeFileSync(
    file,
    `import { existsSync, rmSync } from 'node:fs'
     import { fail, reference } from ${built('autodiff')}
     import { simd } from ${built('backend-simd')}
     export async function own() {
       const own = ${create}
       return { ...own, compile: async (program, tasks) => {
         const executable = await own.compile(program, tasks)
         return { ...executable, run: async () => {
           ${run}
           await executable.run()
         } }
       } }
     }`,
  )
  return [pathToFileURL(file).href, 'own']
}

/** A backend that kills its thread at the first run, once or every time. */
function mortalBackend(times: 'once' | 'always'): [module: string, factory: string] {
  const marker = JSON.stringify(join(folder, times))
  writeFileSync(join(folder, times), '')
  return backendThat(times, `if (existsSync(${marker})) { ${times === 'once' ? `rmSync(${marker})` : ''}; process.exit(1) }`)
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
    [{ limits: 3 } as never, /\[threads\] expected options .* found 'limits'; did you mean limit\?/],
    [{ retries: -1 }, /\[threads\.retries\] expected a whole number of at least 0; found -1/],
  ])('%j', (options, message) => {
    expect(() => threads(options)).toThrow(message)
  })

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 3e6])('a limit of %d', (limit) => {
    expect(() => threads({ limit })).toThrow(/\[threads\.limit\] expected seconds, above 0 and up to 2147483; found /)
  })

  it('a module without that backend', () => {
    expect(outcome('sine', { workers: 1, backend: ['@assent/backend-simd', 'smid'] })).toBe(
      '[threads.backend] expected a backend factory; found undefined; check that @assent/backend-simd exports smid (refused)',
    )
  })

  it('a module that is not there', () => {
    expect(outcome('sine', { workers: 1, backend: ['@assent/backend-none', 'none'] })).toMatch(
      /^\[threads\.backend\] expected the module @assent\/backend-none; found Cannot find package .* \(missing\)$/,
    )
  })
})

describe('a backend that is not that of the run', () => {
  it.each([
    ['reference', undefined, 'reference in float64', 'simd in float32 from @assent/backend-simd'],
    ['renamed', undefined, 'renamed in float32', 'simd in float32 from @assent/backend-simd'],
    ['simd', ['@assent/autodiff', 'reference'], 'simd in float32', 'reference in float64 from @assent/autodiff'],
  ] as const)('%s with workers on %s', (name, backend, expected, found) => {
    expect(outcome('sine', { workers: 2, ...(backend && { backend }) }, name)).toBe(
      `[threads.backend] expected ${expected}, the backend of the run; found ${found}; ` +
        "set backend to the module and the factory of the run's backend (refused)",
    )
  })

  it('is fine when it is the same, whatever it is', () => {
    expect(outcome('sine', { workers: 2, backend: ['@assent/autodiff', 'reference'] }, 'reference')).toBe(
      outcome('sine', null, 'reference'),
    )
  })
})

describe('errors of a worker', () => {
  it('keep their kind', () => {
    const backend = backendThat('diverging', "fail('kernel', 'finite values', 'NaN', 'lower the rate', 'diverged')")
    expect(outcome('sine', { workers: 2, backend })).toBe('[kernel] expected finite values; found NaN; lower the rate (diverged)')
  })

  it('keep their name where they are none of ours', () => {
    const backend = backendThat('broken', "throw new RangeError('out of it')")
    expect(outcome('sine', { workers: 2, backend })).toBe('out of it (RangeError)')
  })
})

describe('workers that do not finish', () => {
  it('are ended after the limit, and named with their tasks', () => {
    const backend = backendThat('endless', 'for (;;);')
    expect(outcome('sine', { workers: 2, limit: 2, backend })).toMatch(
      /^\[threads\] expected tasks 0 to 2 to be done within 2 s; found worker \d+ still at work, and ended it; look for endless loops/,
    )
  })

  it('are ended when they wait instead', () => {
    const backend = backendThat('waiting', 'await new Promise((resolve) => setTimeout(resolve, 1e6))')
    expect(outcome('sine', { workers: 2, limit: 2, backend })).toMatch(/^\[threads\] expected tasks 0 to 2 to be done within 2 s/)
  })

  it('are ended when they never open a backend', () => {
    const backend = backendThat('unopened', '', 'await new Promise(() => setInterval(() => {}, 1e6))')
    expect(outcome('sine', { workers: 1, limit: 2, backend })).toMatch(
      /^\[threads\] expected the backend of a worker to be done within 2 s; found worker \d+ still at work/,
    )
  })

  it('change nothing when they finish in time', () => {
    expect(outcome('sine', { workers: 2, limit: 50 })).toBe(outcome('sine', null))
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

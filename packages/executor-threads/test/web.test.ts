// The same bytes in a page alone and over any number of web workers, also when these die; in Chromium.

import { reference } from '@assent/core'
import { inProcess } from '@assent/core/tools'
import { executorChecks } from '@assent/testkit'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Site } from '../../../test/serve-folder.js'
import { launchBrowser, skipsBrowser } from '../../report/test/browser.js'
import { webWorkers } from '../src/web/index.js'
import type { Workers } from './web/page.js'
import { serveTrainings } from './web/site.js'
import { type Training, train } from './web/training.js'

const worker = () => {
  throw new Error('not asked for')
}

describe('what is refused', () => {
  it.each([
    [{ worker, workers: 0 }, /\[webWorkers\.workers\] expected a whole number of at least 1; found 0/],
    [{ worker, workers: 2, retries: -1 }, /\[webWorkers\.retries\] expected a whole number of at least 0; found -1/],
    [{ worker, workers: 2, limit: 0 }, /\[webWorkers\.limit\] expected seconds, above 0 and up to 2147483; found 0/],
    [{ worker, limits: 3 } as never, /\[webWorkers\] expected options .* found 'limits'; did you mean limit\?/],
    [
      { worker: '/worker.js', workers: 2 } as never,
      /\[webWorkers\.worker\] expected a function that starts a worker; found string/,
    ],
  ])('%j', (options, message) => {
    expect(() => webWorkers(options)).toThrow(message)
  })
})

describe.skipIf(skipsBrowser)('web workers in Chromium', () => {
  let browser: Browser
  let site: Site
  let page: Page
  beforeAll(async () => {
    ;[browser, site] = await Promise.all([launchBrowser(), serveTrainings()])
    page = await openPage(site.url)
  })
  afterAll(async () => {
    await browser?.close()
    site?.close()
  })

  async function openPage(url: string): Promise<Page> {
    const page = await browser.newPage()
    await page.goto(url)
    await page.waitForFunction(() => 'asked' in globalThis)
    return page
  }

  const outcome = (training: Training, workers?: Workers) =>
    page.evaluate(([training, workers]) => asked.train(training, workers), [training, workers] as const)

  /** The locks of workers that live. */
  const alive = () => page.evaluate(async () => (await navigator.locks.query()).held?.map(({ name }) => name))

  describe.each(['sine', 'images'] as const)('training on %s', (kind) => {
    it.each([1, 2, 3])('has the bytes of Node with %d workers', async (workers) => {
      const alone = await train({ kind })
      expect(alone.length).toBeGreaterThan(300)
      expect(await outcome({ kind }, { scripts: ['simd'], workers })).toEqual(alone)
    })

    it('has them in a worker, over workers of its own', async () => {
      const own = page.evaluate((kind) => asked.trainInWorker({ kind }, { scripts: ['simd'], workers: 2 }), kind)
      expect(await own).toEqual(await train({ kind }))
    })
  })

  it('has one worker for each processor unless told', async () => {
    let started = 0
    page.on('worker', () => started++)
    await outcome({ kind: 'sine' }, { scripts: ['simd'] })
    const processors = await page.evaluate(() => navigator.hardwareConcurrency)
    expect(started).toBe(Math.min(7, processors))
  })

  it('speaks to its workers alone, when others do, too', async () => {
    expect(await outcome({ kind: 'sine' }, { scripts: ['talking'], workers: 2 })).toEqual(await train({ kind: 'sine' }))
  })

  describe('the contract', () => {
    let said: { readonly [check: string]: string } = {}
    beforeAll(async () => {
      said = await page.evaluate(() => asked.check())
    })

    it.each(executorChecks(inProcess(), reference()).map(({ name }) => name))('%s', (name) => expect(said[name]).toBe('kept'))
  })

  describe('workers that die', () => {
    it.each(['closing', 'crashing'])('are replaced, their tasks done again, to the same bytes: %s', async (script) => {
      expect(await outcome({ kind: 'sine' }, { scripts: [script, 'simd'], workers: 2 })).toEqual(await train({ kind: 'sine' }))
    })

    it.each([
      ['closing', 'it closed itself'],
      ['crashing', 'Uncaught Error: crash'],
    ])('are an error when they keep dying: %s', async (script, found) => {
      expect(await outcome({ kind: 'sine' }, { scripts: [script], workers: 2, retries: 1 })).toBe(
        `[webWorkers] expected a worker that finishes; found 2 that died (${found}); ` +
          'look for crashes in the backend, or use fewer workers (refused)',
      )
    })
  })

  describe('workers that never serve', () => {
    it.each([
      ['missing', 'its script could not be loaded'],
      ['broken', 'Uncaught Error: out of order'],
      ['a text', 'Uncaught AssentError: [serve] expected a backend factory; found string; give it one, as in serve(simd)'],
    ])('are an error at once: %s', async (script, found) => {
      expect(await outcome({ kind: 'sine' }, { scripts: [script], workers: 2 })).toBe(
        `[webWorkers] expected workers that start; found ${found}; ` +
          "see that the worker's script is in place and calls serve (refused)",
      )
    })

    it('are an error after a minute when they load', async () => {
      const other = await openPage(site.url)
      await other.clock.install()
      const outcome = other.evaluate(() => asked.train({ kind: 'sine' }, { scripts: ['unserved'], workers: 2 }))
      await other.waitForTimeout(500)
      await other.clock.fastForward(61_000)
      expect(await outcome).toMatch(/^\[webWorkers\] expected workers that start; found none that called serve within 60 s;/)
      await other.close()
    })
  })

  describe('a backend that is not that of the run', () => {
    it.each([
      ['reference', 'simd', 'reference in float64', 'simd in float32'],
      ['renamed', 'simd', 'renamed in float32', 'simd in float32'],
      ['simd', 'reference', 'simd in float32', 'reference in float64'],
    ] as const)('%s with workers on %s', async (backend, script, expected, found) => {
      expect(await outcome({ kind: 'sine', backend }, { scripts: [script], workers: 2 })).toBe(
        `[serve] expected ${expected}, the backend of the run; found ${found} from the worker's script; ` +
          'serve the backend of the run (refused)',
      )
    })

    it('is found in any worker', async () => {
      expect(await outcome({ kind: 'sine' }, { scripts: ['simd', 'renamed'], workers: 2 })).toMatch(
        /^\[serve\] expected simd in float32, the backend of the run; found renamed in float32/,
      )
    })

    it('is fine when it is the same, whatever it is', async () => {
      const training: Training = { kind: 'sine', backend: 'reference' }
      expect(await outcome(training, { scripts: ['reference'], workers: 2 })).toEqual(await outcome(training)) // the page's own: engines differ in float64's tanh
    })
  })

  describe('errors of a worker', () => {
    it.each([
      ['diverging', '[kernel] expected finite values; found NaN; lower the rate (diverged)'],
      ['strange', 'out of it (RangeError)'],
    ])('keep kind and name: %s', async (script, message) => {
      expect(await outcome({ kind: 'sine' }, { scripts: [script], workers: 2 })).toBe(message)
    })
  })

  describe('workers that do not finish', () => {
    it('are ended after the limit, and named with their tasks', async () => {
      expect(await outcome({ kind: 'sine' }, { scripts: ['endless'], workers: 2, limit: 2 })).toMatch(
        /^\[webWorkers\] expected tasks 0 to 2 to be done within 2 s; found worker \d still at work, and ended it; look for endless loops/,
      )
      await expect.poll(alive, { timeout: 10_000 }).toEqual([])
    })

    it.each(['unopened', 'unserved'])('are ended when they never open a backend: %s', async (script) => {
      expect(await outcome({ kind: 'sine' }, { scripts: [script], workers: 1, limit: 2 })).toMatch(
        /^\[webWorkers\] expected the backend of a worker to be done within 2 s; found worker 1 still at work/,
      )
    })

    it('change nothing when they finish in time', async () => {
      expect(await outcome({ kind: 'sine' }, { scripts: ['simd'], workers: 2, limit: 50 })).toEqual(await train({ kind: 'sine' }))
    })
  })

  it('needs no locks, and no isolated page', async () => {
    const unsafe = await browser.newPage()
    await unsafe.route('**/*', async (route) => {
      const response = await fetch(site.url + new URL(route.request().url()).pathname.slice(1))
      await route.fulfill({ contentType: response.headers.get('content-type') ?? '', body: await response.text() })
    })
    await unsafe.goto('http://assent.test/')
    await unsafe.waitForFunction(() => 'asked' in globalThis)
    expect(await unsafe.evaluate(() => [isSecureContext, crossOriginIsolated, 'locks' in navigator])).toEqual([
      false,
      false,
      false,
    ])
    const found = await unsafe.evaluate(() => asked.train({ kind: 'sine' }, { scripts: ['simd'], workers: 2 }))
    expect(found).toEqual(await train({ kind: 'sine' }))
  })

  it('leaves no worker behind, not even of a session that is closed at work', async () => {
    const left = await page.evaluate(() => asked.closeAmid({ kind: 'sine' }, { scripts: ['endless'], workers: 2 }))
    expect(left).toMatch(/expected a worker that finishes; found 4 that died \(the session was closed\)/)
    await expect.poll(alive, { timeout: 10_000 }).toEqual([])
  })
})

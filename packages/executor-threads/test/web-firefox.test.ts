// The same bytes over web workers in Firefox.

import type { Browser, Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Site } from '../../../test/serve-folder.js'
import { launchFirefox, skipsFirefox } from '../../report/test/firefox.js'
import type { Workers } from './web/page.js'
import { serveTrainings } from './web/site.js'
import { type Training, train } from './web/training.js'

describe.skipIf(skipsFirefox)('web workers in Firefox', () => {
  let browser: Browser
  let site: Site
  let page: Page
  beforeAll(async () => {
    ;[browser, site] = await Promise.all([launchFirefox(), serveTrainings()])
    page = await browser.newPage()
    await page.goto(site.url)
    await page.waitForFunction(() => 'asked' in globalThis)
  })
  afterAll(async () => {
    await browser?.close()
    site?.close()
  })

  const outcome = (training: Training, workers: Workers) =>
    page.evaluate((training, workers) => asked.train(training, workers), training, workers)

  describe.each(['sine', 'images'] as const)('training on %s', (kind) => {
    it.each([1, 2, 3])('has the bytes of Node with %d workers', async (workers) => {
      expect(await outcome({ kind }, { scripts: ['simd'], workers })).toEqual(await train({ kind }))
    })

    // Once in eight runs Firefox left it unanswered, before living workers were kept in mind.
    it('has them in a worker, over workers of its own', { retry: 2, timeout: 40_000 }, async () => {
      const own = page.evaluate((kind) => asked.trainInWorker({ kind }, { scripts: ['simd'], workers: 2 }), kind)
      expect(await own).toEqual(await train({ kind }))
    })
  })

  it.each(['closing', 'crashing'])('replaces workers that die: %s', async (script) => {
    expect(await outcome({ kind: 'sine' }, { scripts: [script, 'simd'], workers: 2 })).toEqual(await train({ kind: 'sine' }))
  })

  it.each([
    ['missing', /expected workers that start; found its script could not be loaded/],
    ['broken', /expected workers that start; found Error: out of order/],
  ])('tells of workers that never serve: %s', async (script, message) => {
    expect(await outcome({ kind: 'sine' }, { scripts: [script], workers: 2 })).toMatch(message)
  })
})

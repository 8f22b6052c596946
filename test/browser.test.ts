// The default backend in a real browser: the same bytes in a page, in a worker and in Node.

import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, skipsBrowser } from '../packages/report/test/browser.js'
import { adaptBriefly } from './browser/adapt.js'
import { trainBriefly } from './browser/train.js'

/** The page's script, with everything that a user's bundler would put into it. */
async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('browser/page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    conditions: ['assent-source'],
  })
  return outputFiles[0]?.text as string
}

describe.skipIf(skipsBrowser)('simd in Chromium', () => {
  let browser: Browser
  let script: string
  let expected: number[]
  beforeAll(async () => {
    script = await bundle()
    browser = await launchBrowser()
    expected = await trainBriefly()
  })
  afterAll(() => browser?.close())

  /** A page of an origin of its own, answered here: nothing goes out. */
  async function openPage() {
    const page = await browser.newPage()
    await page.route('**/*', (route) =>
      route.request().url().endsWith('/train.js')
        ? route.fulfill({ contentType: 'text/javascript', body: script })
        : route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>test</title>' }),
    )
    await page.goto('http://assent.test/')
    return page
  }

  it('trains to the same bytes in a page', async () => {
    const page = await openPage()
    await page.addScriptTag({ url: '/train.js', type: 'module' })
    expect(await page.evaluate(() => train())).toEqual(expected)
  })

  it('reads a table, opens a model file and answers as Node does', async () => {
    const page = await openPage()
    await page.addScriptTag({ url: '/train.js', type: 'module' })
    const { answers } = await page.evaluate(() => adapt())
    expect(answers).toEqual((await adaptBriefly()).answers)
  })

  it('trains to the same bytes in a worker', async () => {
    const page = await openPage()
    const inWorker = () =>
      new Promise((resolve, reject) => {
        const worker = new Worker('/train.js', { type: 'module' })
        worker.onmessage = ({ data }) => resolve(data)
        worker.onerror = ({ message }) => reject(new Error(message))
      })
    expect(await page.evaluate(inWorker)).toEqual(expected)
  })
})

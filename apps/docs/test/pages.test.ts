// The documentation as it is built, in Chromium.

import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, skipsBrowser } from '../../../packages/report/test/browser.js'
import { type Site, serveFolder } from '../../../test/serve-folder.js'

const app = fileURLToPath(new URL('..', import.meta.url))
const built = `${app}.vitepress/dist`
const main = ['index', 'concepts', 'guide/your-data', 'guide/coming-from', 'write-a-weighting', 'results']

describe.skipIf(skipsBrowser)('the pages in Chromium', () => {
  let browser: Browser
  let site: Site
  const problems: string[] = []
  beforeAll(async () => {
    const env = { ...process.env, ASSENT_BASE: '/' }
    execFileSync('npm', ['run', '--silent', 'docs:build'], { cwd: app, env, stdio: 'pipe', shell: process.platform === 'win32' })
    ;[browser, site] = await Promise.all([launchBrowser(), serveFolder(built)])
  })
  afterAll(async () => {
    await browser?.close()
    site?.close()
  })

  async function open(path: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
    const page = await browser.newPage(options)
    page.on('pageerror', ({ message }) => problems.push(`${path}: ${message}`))
    page.on('console', (message) => message.type() === 'error' && problems.push(`${path}: ${message.text()}`))
    await page.goto(site.url + path)
    return page
  }

  it('fit windows of 320 and 1440 pixels, with all their pictures', async () => {
    const names = readdirSync(built, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'))
    expect(names.length).toBeGreaterThan(20)
    const page = await open('index.html', { javaScriptEnabled: false }) // what is sent is what shows, and comes sooner
    const wrong: string[] = []
    for (const name of names) {
      await page.goto(site.url + name)
      for (const width of [320, 1440]) {
        await page.setViewportSize({ width, height: 900 })
        wrong.push(...(await page.evaluate(findMisfits)).map((what) => `${name} at ${width}: ${what}`))
      }
    }
    expect(wrong).toEqual([])
    await page.close()
  })

  it('are found by what they say', async () => {
    const page = await open('index.html')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByRole('searchbox').fill('whitened')
    await page.locator('.result').first().waitFor()
    const found = await page.locator('.result').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
    expect(found.some((href) => href.includes('/results.html'))).toBe(true)
    await page.locator('.result').first().click()
    await expect.poll(() => page.locator('main').textContent()).toMatch(/whiten/i)
    await page.close()
  })

  it.each(main)('have no violation that axe finds, in light and in dark: %s', async (name) => {
    const found: string[] = []
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ colorScheme })
      const page = await context.newPage()
      await page.goto(`${site.url}${name}.html`)
      expect(await page.locator('html.dark').count()).toBe(colorScheme === 'dark' ? 1 : 0)
      const axe = new AxeBuilder({ page })
      if (colorScheme === 'dark') axe.withRules(['color-contrast']) // all else is the same
      const { violations } = await axe.analyze()
      found.push(...violations.map(({ id, nodes }) => `${id} in ${colorScheme}: ${nodes[0]?.html}`))
      await context.close()
    }
    expect(found).toEqual([])
  })

  it('ran without an error', () => expect(problems).toEqual([]))
})

/** In the page: what stands out of the window, and pictures that did not come. */
function findMisfits(): string[] {
  const scrolls = (element: Element | null): boolean =>
    element !== null && (/auto|scroll|hidden/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement))
  const outside = [...document.querySelectorAll('main *')]
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1 && !scrolls(element.parentElement))
    .map((element) => `${element.tagName} ${element.textContent?.trim().slice(0, 40)} stands out`)
  const missing = [...document.images].filter(({ complete, naturalWidth }) => complete && naturalWidth === 0)
  const wide = document.documentElement.scrollWidth > innerWidth ? [`${document.documentElement.scrollWidth} pixels wide`] : []
  return [...wide, ...outside.slice(0, 3), ...missing.map(({ src }) => `no picture ${src}`)]
}

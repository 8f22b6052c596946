// The documentation as it is built, in Chromium: in a folder of its site, with the playground beside it.

import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, skipsBrowser } from '../../../packages/report/test/browser.js'
import { type Site, serveFolder } from '../../../test/serve-folder.js'
import { headersOf } from '../../playground/test/serve.js'

const app = fileURLToPath(new URL('..', import.meta.url))
const built = `${app}.vitepress/dist`
const playground = fileURLToPath(new URL('../../playground/dist', import.meta.url))
const main = ['index', 'concepts', 'guide/your-data', 'guide/coming-from', 'write-a-weighting', 'results']

describe.skipIf(skipsBrowser)('the pages in Chromium', () => {
  let browser: Browser
  let site: Site
  const problems: string[] = []
  const folder = mkdtempSync(join(tmpdir(), 'assent-site-'))
  beforeAll(async () => {
    const env = { ...process.env, ASSENT_BASE: '/assent/' }
    execFileSync('npm', ['run', '--silent', 'docs:build'], { cwd: app, env, stdio: 'pipe', shell: process.platform === 'win32' })
    cpSync(built, join(folder, 'assent'), { recursive: true })
    cpSync(playground, join(folder, 'assent/playground'), { recursive: true })
    const policyOf = (name: string) => (name.includes('/playground/') ? headersOf(basename(name)) : {})
    const [opened, served] = await Promise.all([launchBrowser(), serveFolder(folder, policyOf)])
    browser = opened
    site = { ...served, url: `${served.url}assent/` }
  })
  afterAll(async () => {
    await browser?.close()
    site?.close()
    rmSync(folder, { recursive: true })
  })

  async function open(path: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    page.on('close', () => context.close())
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

  describe('with a screen of the playground', () => {
    /** Opens the screen of that number on a page, and waits until it says how tall it is. */
    async function run(page: Page, place: number): Promise<Frame> {
      const figure = page.locator('.live-screen').nth(place)
      expect(await figure.locator('iframe').count()).toBe(0)
      await figure.getByRole('button', { name: 'Run it here' }).click()
      await figure.locator('iframe[style*="height"]').waitFor()
      const frame = await (await figure.locator('iframe').elementHandle())?.contentFrame()
      if (!frame) throw new Error('no frame')
      return frame
    }

    const settled = (frame: Frame) =>
      frame.waitForFunction(() => {
        const ends = [...document.querySelectorAll('tbody tr td:last-child')]
        return ends.length > 0 && ends.every(({ textContent }) => /\d/.test(textContent ?? '') && !textContent?.includes('step'))
      })

    it.each([
      ['concepts', 0],
      ['concepts', 1],
      ['guide/compare-weightings', 0],
    ] as const)('compute in the page, and fit its narrowest window: %s, %d', async (name, place) => {
      const page = await open(`${name}.html`, { viewport: { width: 320, height: 900 } })
      const frame = await run(page, place)
      await settled(frame)
      expect(await frame.locator('header, footer, [role=alert]').count()).toBe(0)
      expect(await page.evaluate(findMisfits)).toEqual([])
      expect(await frame.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target}`)).toEqual([])
      await page.getByRole('button', { name: 'Close' }).click()
      expect(await page.locator('iframe').count()).toBe(0)
      await page.close()
    })

    it('are open to all at an address of their own', async () => {
      const page = await open('concepts.html')
      await page.locator('.live-screen').nth(1).getByRole('link', { name: 'alone on a page' }).click()
      await page.getByRole('navigation', { name: 'Screens' }).waitFor()
      expect(page.url()).toBe(`${site.url}playground/index.html#vote?spoil=8:times10`)
      await page.close()
    })

    it('are dark where the page is, whatever the system says', async () => {
      const page = await open('concepts.html', { colorScheme: null }) // what the test says holds for frames too
      const frame = await run(page, 0)
      const isDark = () => frame.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
      expect(await isDark()).toBe(false)
      await page.evaluate(() => document.documentElement.classList.add('dark'))
      await expect.poll(isDark).toBe(true)
      await page.close()
    })

    it('say so where there is no playground', async () => {
      const alone = await serveFolder(built)
      const page = await browser.newPage()
      await page.route('**/assent/**', async (route) => {
        const path = new URL(route.request().url()).pathname.replace('/assent/', '')
        await route.continue({ url: alone.url + path })
      })
      await page.goto(`${alone.url}assent/concepts.html`)
      await page.getByRole('button', { name: 'Run it here' }).first().click()
      expect(await page.getByRole('alert').textContent()).toContain('npm run build:site')
      expect(await page.locator('iframe').first().isVisible()).toBe(false)
      await page.close()
      alone.close()
    })
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

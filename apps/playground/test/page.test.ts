// The built page in Chromium, behind a strict policy.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, skipsBrowser } from '../../../packages/report/test/browser.js'
import policy from '../policy.json' with { type: 'json' }
import { defaultSettings } from '../src/vote-settings.js'
import { type Ending, endingOf } from './expected.js'
import { lookAt } from './eye.js'
import { built, type Site, serveSite } from './serve.js'

const screens = ['vote', 'draw', 'fit', 'yours'] as const
const outlier = { ...defaultSettings, seats: defaultSettings.seats.map((good, seat) => (seat === 7 ? 'times10' : good)) } as const

describe.skipIf(skipsBrowser)('the page in Chromium', () => {
  let browser: Browser
  let site: Site
  const problems: string[] = []
  beforeAll(async () => {
    ;[browser, site] = await Promise.all([launchBrowser(), serveSite()])
  })
  afterAll(async () => {
    await browser?.close()
    site?.close()
  })

  async function open(hash: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
    const page = await browser.newPage(options)
    page.on('pageerror', ({ message }) => problems.push(message))
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
    await page.goto(site.url + hash)
    return page
  }

  /** The text of each row of the Vote screen's table, once all trainings are over. */
  async function endings(page: Page): Promise<string[]> {
    await page.waitForFunction(
      () => {
        const ends = [...document.querySelectorAll('section[aria-labelledby=rules-title] tbody tr td:last-child')]
        return ends.length > 0 && ends.every(({ textContent }) => textContent?.includes('±'))
      },
      undefined,
      { timeout: 60_000 },
    )
    return page.locator('section[aria-labelledby=rules-title] tbody tr').allInnerTexts()
  }

  it('trains to the numbers that the engine has in Node, and shows who follows an outlier', async () => {
    const page = await open('#vote?spoil=8:times10')
    const rows = await endings(page)
    const expected: Ending[] = []
    for (const rule of outlier.rules) expected.push(await endingOf(outlier, rule))
    for (const [i, { text, badShare }] of expected.entries()) {
      expect(rows[i]).toContain(text)
      expect(rows[i]).toContain(`${(100 * badShare).toFixed(0)} %`)
    }
    const [uniform, agreement, whitened] = expected
    expect(agreement!.badShare).toBeGreaterThan(3 * uniform!.badShare)
    expect(whitened!.badShare).toBeLessThan(uniform!.badShare)
    expect(agreement!.score).toBeGreaterThan(uniform!.score)
    expect(whitened!.score).toBeLessThan(uniform!.score)
    await page.close()
  })

  it('shows beside it what was measured of such tasks over longer trainings', async () => {
    const kept = JSON.parse(readFileSync(new URL('../../../results/votes/outliers-20.json', import.meta.url), 'utf8'))
    const page = await open('#vote?spoil=8:times10&steps=20')
    const rows = await page.getByRole('table', { name: kept.title }).locator('tbody tr').allInnerTexts()
    const shown = rows.map((row) => [...row.matchAll(/[\d.]+/g)].map(Number))
    expect(rows[1]).toContain('gradient agreement')
    expect(rows[3]).toContain('whitened and clipped')
    expect(shown).toHaveLength(kept.methods.length)
    for (const [i, { test, log }] of kept.methods.entries()) {
      const [share = NaN, error = NaN, interval = NaN] = shown[i] ?? []
      expect(Math.abs(share - 100 * log.badShare)).toBeLessThanOrEqual(0.5)
      expect(error).toBeCloseTo(test.mean, 2)
      expect(interval).toBeCloseTo(test.interval, 2)
    }
    await page.getByRole('button', { name: 'All good again' }).click()
    expect(await page.getByRole('table', { name: kept.title }).count()).toBe(0)
    await page.close()
  })

  it('repeats what a link says, and tells what it could not read', async () => {
    const page = await open('#vote?learner=maml&rules=uniform&steps=20&seed=3&spoil=2:loud')
    await endings(page)
    expect(await page.getByRole('alert').textContent()).toContain('spoil=2:loud')
    expect(await page.getByLabel('Seed').inputValue()).toBe('3')
    expect(new URL(page.url()).hash).toBe('#vote?learner=maml&rules=uniform&steps=20&seed=3')
    await page.close()
  })

  it.each(['#draw?steps=11', '#fit?phase=east', '#yours?rate=-1'])('tells what of %s could not be read', async (hash) => {
    const page = await open(hash)
    const alert = page.getByRole('alert').filter({ hasText: 'could not be read' })
    expect(await alert.textContent()).toContain(hash.split('?')[1])
    await page.close()
  })

  it('is worked by the keyboard alone', async () => {
    const page = await open('#vote?rules=uniform&steps=30')
    await endings(page)
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press('Tab')
      if (await page.evaluate(() => document.activeElement?.getAttribute('aria-label')?.startsWith('Task 1,'))) break
    }
    await page.keyboard.press('Enter')
    await endings(page)
    expect(new URL(page.url()).hash).toContain('spoil=1:times10')
    await page.close()
  })

  it('steps one at a time when it is paused', async () => {
    const page = await open('#vote?rules=uniform&steps=100000')
    await page.getByRole('button', { name: 'Pause' }).click()
    const heading = page.getByRole('heading', { name: /tasks of meta-step/ })
    const stepOf = async () => Number(/meta-step (\d+)/.exec((await heading.textContent()) ?? '')?.[1])
    await page.getByRole('button', { name: 'One step' }).click()
    await page.waitForFunction(() => /step \d+ of/.test(document.querySelector('tbody')?.textContent ?? ''))
    await page.waitForTimeout(300)
    const before = await stepOf()
    await page.getByRole('button', { name: 'One step' }).click()
    await expect.poll(stepOf).toBe(before + 1)
    await page.close()
  })

  it('guesses doodles that it has not seen, and says what to expect', async () => {
    const page = await open('#draw')
    await page.getByText(/What to expect: \d+\.\d ± \d\.\d %/).waitFor()
    const shares = () => page.locator('.row > span:last-child').allInnerTexts()
    await page.getByRole('button', { name: /unseen doodle 5,/ }).click()
    await expect.poll(async () => (await shares()).every((share) => share.endsWith('%'))).toBe(true)
    const total = (await shares()).reduce((sum, share) => sum + Number.parseInt(share, 10), 0)
    expect(Math.abs(total - 100)).toBeLessThanOrEqual(2)
    await page.getByRole('button', { name: 'Draw yourself' }).click()
    const pad = await page.getByLabel('drawing pad').boundingBox()
    await page.mouse.move(pad!.x + 50, pad!.y + 50)
    await page.mouse.down()
    await page.mouse.move(pad!.x + 150, pad!.y + 200, { steps: 8 })
    await page.mouse.up()
    await expect.poll(async () => (await shares()).every((share) => share.endsWith('%'))).toBe(true)
    await page.close()
  })

  it('fits points that are moved by keys', async () => {
    const page = await open('#fit')
    const curve = () => page.locator('path.learned').getAttribute('d')
    await page.locator('path.learned').waitFor()
    const before = await curve()
    await page.getByRole('slider', { name: 'point 5' }).focus()
    await page.keyboard.press('PageUp')
    await expect.poll(curve).not.toBe(before)
    await page.close()
  })

  describe('a weighting of one’s own', () => {
    async function run(code: string): Promise<{ page: Page; result: string }> {
      const page = await open('#yours')
      await page.locator('textarea').fill(code)
      await page.getByRole('button', { name: 'Run' }).click()
      const last = page.locator('tbody tr:nth-child(2) td:last-child')
      await expect.poll(() => last.textContent(), { timeout: 60_000 }).not.toMatch(/opening|step \d+ of/)
      return { page, result: (await last.textContent()) ?? '' }
    }

    it('computes what the rule of that name does', async () => {
      const { page, result } = await run('return agreement.gram.map(() => 1 / agreement.tasks)')
      const uniform = await endingOf({ ...outlier, rates: { uniform: 1 } }, 'uniform')
      expect(result).toBe(uniform.text)
      await page.close()
    })

    it('reaches nothing', async () => {
      const asked = site.asked.length
      const { page, result } = await run(`
        const reached = []
        for (const name of ['localStorage', 'indexedDB', 'document', 'parent']) {
          try { if (globalThis[name] && globalThis[name].open) globalThis[name].open('x'); if (globalThis[name]) reached.push(name) } catch {}
        }
        const request = new XMLHttpRequest()
        try { request.open('GET', '${site.url}secret', false); request.send(); reached.push('network') } catch {}
        throw new Error('reached ' + reached.filter((name) => name !== 'indexedDB').join(' and ') + '.')
      `)
      expect(result).toContain('reached .')
      expect(site.asked.slice(asked)).not.toContain('/secret')
      await page.close()
    })

    it('is told of its errors, and of an endless loop', async () => {
      const wrong = await run('return [1]')
      expect(wrong.result).toContain('25 weights, one per task')
      await wrong.page.close()
      const endless = await run('while (true);')
      expect(endless.result).toContain('endless loop')
      await endless.page.close()
    })

    it('does not run from a link', async () => {
      const page = await open(`#yours?code=${encodeURIComponent('throw new Error("ran")')}`)
      await page.getByText('came with the link').waitFor()
      expect(await page.locator('table').count()).toBe(0)
      expect(await page.locator('iframe').count()).toBe(0)
      await page.close()
    })
  })

  describe.each(screens)('the screen %s', (screen) => {
    it.each(['light', 'dark'] as const)('has no violation that axe finds, in %s', async (colorScheme) => {
      const context = await browser.newContext({ colorScheme })
      const page = await context.newPage()
      await page.goto(`${site.url}#${screen}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.waitForTimeout(1000)
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
      await context.close()
    })

    it.each([320, 1440])('fits a window of %i pixels, and draws', async (width) => {
      const hash = screen === 'vote' ? '#vote?spoil=8:times10&steps=100' : `#${screen}`
      const page = await open(hash, { viewport: { width, height: 900 } })
      await page.getByRole('heading', { level: 1 }).waitFor()
      if (screen === 'yours') await page.getByRole('button', { name: 'Run' }).click()
      await page.waitForTimeout(2500)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      const { charts, cut } = await lookAt(page)
      expect(cut).toEqual([])
      expect(charts.length).toBeGreaterThan(0)
      for (const { label, ink, across, down } of charts) {
        expect(ink ?? 1, label).toBeGreaterThan(0.01)
        expect(Math.max(across, down), label).toBeGreaterThan(0.5)
      }
      await page.close()
    })
  })

  it('is framed by pages of its own origin, and by no other', async () => {
    const body = `<!doctype html><title>around</title><iframe src="${site.url}?embedded#fit"></iframe>`
    const framedBy = async (url: string) => {
      const page = await browser.newPage()
      await page.route(url, (route) => route.fulfill({ contentType: 'text/html', body }))
      await page.goto(url)
      return page
    }
    const own = await framedBy(`${site.url}around.html`)
    await own.frameLocator('iframe').getByRole('heading', { level: 1 }).waitFor()
    await own.close()
    const other = await framedBy('http://other.test/')
    await expect.poll(() => other.frames()[1]?.url()).toMatch(/^chrome-error:/)
    await other.close()
  })

  it('works with the network cut after the first visit', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(site.url)
    await page.evaluate(() => navigator.serviceWorker.ready)
    await page.waitForFunction(async () => (await caches.keys()).length === 1)
    await context.setOffline(true)
    await page.goto(`${site.url}?again#draw`)
    await page.getByText(/What to expect/).waitFor()
    await page.goto(`${site.url}#vote?rules=uniform&steps=20`)
    await page.reload()
    expect(await endings(page)).toHaveLength(1)
    await context.close()
  })

  it('asks nobody else for anything, and states its policy itself', () => {
    expect(readFileSync(join(built, 'index.html'), 'utf8')).toContain(policy.page)
    expect(readFileSync(join(built, 'sandbox.html'), 'utf8')).toContain(policy.sandbox)
    expect(problems).toEqual([])
  })

  it('loads at most 200 kB for Vote and 350 kB for Draw, compressed', async () => {
    const sizeOf = async (hash: string) => {
      const page = await open(hash)
      const paths = new Set<string>()
      page.on('request', (request) => paths.add(new URL(request.url()).pathname))
      await page.reload()
      await page.waitForTimeout(1500)
      await page.close()
      return [...paths]
        .map((path) => (path === '/' ? 'index.html' : path.slice(1)))
        .reduce((sum, name) => sum + gzipSync(readFileSync(join(built, name))).length, 0)
    }
    expect(await sizeOf('#vote')).toBeLessThan(200_000)
    expect(await sizeOf('#draw')).toBeLessThan(350_000)
  })
})

// A report as a browser shows it: accessible, at home on a phone and in the dark, and silent on the network.

import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderReport } from '../src/index.js'
import { launchBrowser, skipsBrowser } from './browser.js'
import { comparisonReport, runReport } from './support.js'

const reports = { run: renderReport(runReport()), comparison: renderReport(comparisonReport()) }

describe.skipIf(skipsBrowser)('in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser?.close())

  async function show(report: string, width: number, colorScheme: 'light' | 'dark'): Promise<{ page: Page; noticed: string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme })
    const noticed: string[] = []
    page.on('request', (request) => {
      if (!request.url().startsWith('data:')) noticed.push(request.url())
    })
    page.on('console', (message) => noticed.push(message.text()))
    page.on('pageerror', (error) => noticed.push(error.message))
    await page.setContent(report, { waitUntil: 'load' })
    return { page, noticed }
  }

  it.each([
    ['run', 1100, 'light'],
    ['run', 360, 'dark'],
    ['comparison', 1100, 'dark'],
    ['comparison', 320, 'light'],
  ] as const)('a report on a %s is accessible at %d pixels, %s', async (name, width, scheme) => {
    const { page, noticed } = await show(reports[name], width, scheme)
    await page.addScriptTag({ content: axe.source })
    const { violations, passes } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run())
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
    expect(passes.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['color-contrast', 'image-alt', 'svg-img-alt', 'heading-order']),
    )
    expect(noticed).toEqual([])
    await page.close()
  })

  it.each([320, 400])('nothing sticks out at %d pixels, and charts fill the width', async (width) => {
    const { page } = await show(reports.comparison, width, 'light')
    const sizes = await page.evaluate(() => {
      const { scrollWidth } = document.documentElement
      return {
        scrollWidth,
        charts: [...document.querySelectorAll('figure > svg')].map((svg) => svg.getBoundingClientRect().width),
      }
    })
    expect(sizes.scrollWidth).toBe(width)
    expect(sizes.charts.length).toBeGreaterThan(5)
    for (const chart of sizes.charts) expect(chart).toBe(width - 32)
    await page.close()
  })

  it('long names break where their parts meet', async () => {
    const name = 'regularizedAgreement:mu=0.3 conv4-32-filters'
    const methods = comparisonReport().methods.map((method, place) => ({ ...method, name: `${name}${place}` }))
    const { page } = await show(renderReport({ ...comparisonReport(), methods }), 320, 'light')
    const parts = await page.evaluate(() => {
      const heads = [...document.querySelectorAll('tbody th, .legend li, h3, h4')]
      const texts = heads.flatMap((head) => [...head.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE))
      return texts.flatMap((node) => {
        const text = node.textContent ?? ''
        return [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => {
          const range = document.createRange()
          range.setStart(node, index)
          range.setEnd(node, index + word.length)
          return { word, lines: new Set([...range.getClientRects()].map(({ top }) => top)).size }
        })
      })
    })
    expect(parts.map(({ word }) => word)).toEqual(expect.arrayContaining(['regularized', 'Agreement:', 'mu=', 'conv4-']))
    expect(parts.filter(({ lines }) => lines > 1)).toEqual([])
    await page.close()
  })

  it.each(['light', 'dark'] as const)('text and lines of charts stand out on the page, %s', async (scheme) => {
    const { page } = await show(reports.comparison, 400, scheme)
    const { text, lines } = await page.evaluate(() => {
      const luminance = (color: string) => {
        const channels = (color.match(/[\d.]+/g) ?? []).slice(0, 3).map((value) => Number(value) / 255)
        const [red = 0, green = 0, blue = 0] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue
      }
      const paper = luminance(getComputedStyle(document.body).backgroundColor)
      const contrast = (color: string) => {
        const ink = luminance(color)
        return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05)
      }
      const ticks = [...document.querySelectorAll('figure svg text')].map((tick) => contrast(getComputedStyle(tick).fill))
      const drawn = Array.from({ length: 6 }, (_, index) => {
        const probe = document.body.appendChild(document.createElement('i'))
        probe.style.color = `var(--series-${index + 1})`
        return contrast(getComputedStyle(probe).color)
      })
      return { text: Math.min(...ticks), lines: Math.min(...drawn) }
    })
    expect(text).toBeGreaterThanOrEqual(4.5)
    expect(lines).toBeGreaterThanOrEqual(3)
    await page.close()
  })
})

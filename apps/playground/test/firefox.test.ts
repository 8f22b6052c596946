// The built page in Firefox, over WebDriver BiDi.

import type { Browser } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchFirefox, skipsFirefox } from '../../../packages/report/test/firefox.js'
import { defaultSettings } from '../src/vote-settings.js'
import { endingOf } from './expected.js'
import { type Site, serveSite } from './serve.js'

describe.skipIf(skipsFirefox)('the page in Firefox', () => {
  let browser: Browser
  let site: Site
  beforeAll(async () => {
    ;[browser, site] = await Promise.all([launchFirefox(), serveSite()])
  })
  afterAll(async () => {
    await browser?.close()
    site?.close()
  })

  async function open(hash: string) {
    const page = await browser.newPage()
    await page.goto(site.url + hash)
    return page
  }

  it('trains to the numbers that the engine has in Node', async () => {
    const page = await open('#vote?steps=200')
    await page.waitForFunction(
      () => {
        const ends = [...document.querySelectorAll('tbody tr td:last-child')]
        return ends.length === 3 && ends.every(({ textContent }) => textContent?.includes('±'))
      },
      { timeout: 60_000 },
    )
    const shown = await page.$$eval('tbody tr td:last-child', (cells) => cells.map(({ textContent }) => textContent?.trim()))
    const expected: string[] = []
    for (const rule of defaultSettings.rules) expected.push((await endingOf({ ...defaultSettings, metaSteps: 200 }, rule)).text)
    expect(shown).toEqual(expected)
    await page.close()
  })

  it('draws, fits and runs a weighting of one’s own', async () => {
    const draw = await open('#draw')
    await draw.waitForFunction(() => document.body.textContent?.includes('What to expect'))
    await draw.close()
    const fit = await open('#fit')
    await fit.waitForSelector('path.learned')
    await fit.close()
    const yours = await open('#yours')
    await yours.waitForSelector('textarea')
    await yours.click('button.main')
    await yours.waitForFunction(() => document.querySelector('tbody tr:nth-child(2) td:last-child')?.textContent?.includes('±'), {
      timeout: 60_000,
    })
    await yours.close()
  })
})

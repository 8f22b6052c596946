// Firefox to look at pages with, over WebDriver BiDi, where there is one.

import { existsSync } from 'node:fs'
import puppeteer, { type Browser } from 'puppeteer-core'

const places = [
  process.env.FIREFOX_PATH,
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
]
const executablePath = places.find((place) => place !== undefined && existsSync(place))

/** Where there is none, its tests are skipped; but in CI that is an error. */
export const skipsFirefox = executablePath === undefined && !process.env.CI

export function launchFirefox(): Promise<Browser> {
  if (executablePath === undefined) throw new Error('no Firefox found: install firefox-esr, or set FIREFOX_PATH')
  return puppeteer.launch({ browser: 'firefox', executablePath, headless: true })
}

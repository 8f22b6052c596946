// A browser to look at pages with, where there is one.

import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const places = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** Without these Chromium calls home. */
const quiet = ['--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync']

const executablePath = places.find((place) => place !== undefined && existsSync(place))

/** Where there is no browser, its tests are skipped; but in CI that is an error. */
export const skipsBrowser = executablePath === undefined && !process.env.CI

export function launchBrowser(): Promise<Browser> {
  if (executablePath === undefined) throw new Error('no browser found: install chromium, or set CHROMIUM_PATH')
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', ...quiet] })
}

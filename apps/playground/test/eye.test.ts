// The measures that screens are looked at with see what is missing.

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, skipsBrowser } from '../../../packages/report/test/browser.js'
import { lookAt } from './eye.js'

describe.skipIf(skipsBrowser)('a look at a page', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser?.close())

  const look = async (body: string) => {
    const page = await browser.newPage({ viewport: { width: 400, height: 300 } })
    await page.setContent(body)
    const seen = await lookAt(page)
    await page.close()
    return seen
  }

  it('sees an empty chart, and one that is drawn into a corner', async () => {
    const draw = (name: string, x: number, y: number) =>
      `document.querySelector('#${name}').getContext('2d').fillRect(0, 0, ${x}, ${y})`
    const { charts } = await look(`
      <canvas id="none" aria-label="none" width="100" height="100"></canvas>
      <canvas id="corner" aria-label="corner" width="100" height="100"></canvas>
      <canvas hidden width="100" height="100"></canvas>
      <svg aria-label="lines" width="200" height="100" viewBox="0 0 100 50"><rect x="10" y="10" width="50" height="25"/></svg>
      <script>${draw('corner', 20, 10)}</script>`)
    expect(charts).toEqual([
      { label: 'none', ink: 0, across: 0, down: 0 },
      { label: 'corner', ink: 0.02, across: 0.2, down: 0.1 },
      { label: 'lines', across: 0.5, down: 0.5 },
    ])
  })

  it('sees text that is cut off, and leaves alone what can be scrolled to', async () => {
    const long = 'a line that is much longer than there is room for it'
    const box = (overflow: string, text: string) =>
      `<div style="width: 60px; white-space: nowrap; overflow-x: ${overflow}">${text}</div>`
    const { cut } = await look(
      `${box('hidden', `cut ${long}`)}${box('auto', long)}<div style="white-space: nowrap; margin-left: 380px">out of sight</div><p>${long}</p>`,
    )
    expect((await look('<input value="0.0625" style="width: 20px"><input value="16">')).cut).toEqual(['0.0625'])
    expect(cut).toEqual([expect.stringMatching(/^cut a line/), 'out of sight'])
  })
})

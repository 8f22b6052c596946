// What a page says in Chromium once it has adapted, and whether it is what it should say.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chromium } from 'playwright-core'

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

/** Without these Chromium calls home. */
const quiet = ['--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync']

export const launch = () => chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', ...quiet] })

/** Runs a command that serves until `stop`, once it has said where. */
export async function serve(folder, command, ...words) {
  const child = spawn(command, words, { cwd: folder, detached: true, env: { ...process.env, NO_COLOR: '1' } })
  let said = ''
  const url = await new Promise((resolve, reject) => {
    const hear = (text) => {
      said += text
      const [found] = /http:\/\/[^\s]+/.exec(said) ?? []
      if (found) resolve(found)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('exit', () => reject(new Error(`${command} ${words.join(' ')} served nothing:\n${said}`)))
  })
  return { url, stop: () => process.kill(-child.pid) }
}

/** Opens the page and waits for its answers; `expected` are the lines of `npm run adapt`, where there is one. */
export async function look(browser, url, kind, expected) {
  const page = await browser.newPage()
  const errors = []
  page.on('pageerror', (error) => errors.push(error.message))
  try {
    await page.goto(url)
    if (kind === 'images') await lookAtImages(page)
    else await lookAtNumbers(page, expected)
  } catch (error) {
    throw new Error(`the page at ${url}: ${errors.join('; ') || 'no error of its own'}`, { cause: error })
  } finally {
    await page.close()
  }
  assert.deepEqual(errors, [])
}

async function lookAtNumbers(page, expected) {
  await page.waitForFunction(() => document.querySelector('#answers').textContent.includes('→'))
  const lines = (await page.textContent('#answers')).split('\n')
  for (const line of lines) assert.match(line, /→ -?\d+\.\d\d/)
  if (expected) assert.deepEqual(lines, expected)
}

/** The images of examples/ are told apart, and a drawing is, and becomes an example. */
async function lookAtImages(page) {
  const answered = () => [...document.querySelectorAll('#asked figcaption')].filter((one) => one.textContent !== '').length === 3
  await page.waitForFunction(answered)
  const classes = ['cross', 'ring', 'zigzag']
  const labels = async () => (await page.locator('#asked figcaption').allTextContents()).map((text) => text.replace(/,.*/, ''))
  assert.deepEqual((await labels()).sort(), classes)
  await drawRing(page)
  await page.waitForFunction(() => document.querySelector('#drawn').textContent !== '')
  assert.match(await page.textContent('#drawn'), /^ring, \d+ %$/)
  const before = await page.locator('#asked figcaption').allTextContents()
  await page.locator('[data-label=ring] button').click()
  await page.waitForFunction(
    (texts) => [...document.querySelectorAll('#asked figcaption')].some((one, place) => one.textContent !== texts[place]),
    before,
  )
  assert.equal(await page.locator('[data-label=ring] .images > *').count(), 4)
  assert.deepEqual((await labels()).sort(), classes)
}

async function drawRing(page) {
  await page.locator('#pad').scrollIntoViewIfNeeded()
  const { x, y, width } = await page.locator('#pad').boundingBox()
  const at = (turn) => [x + width * (0.5 + 0.3 * Math.cos(turn)), y + width * (0.5 + 0.3 * Math.sin(turn))]
  await page.mouse.move(...at(0))
  await page.mouse.down()
  for (let step = 1; step <= 24; step++) await page.mouse.move(...at((step * Math.PI) / 12))
  await page.mouse.up()
}

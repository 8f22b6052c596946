// A run in a page: for whoever has the address, bounded, and as it is at the moment. Reads the build.

import { request } from 'node:http'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, skipsBrowser } from '../../report/test/browser.js'
import { runProgram } from '../src/program.js'
import { readHistory, writeHistory } from '../src/records/history.js'
import { identityOf } from '../src/records/identity.js'
import { writeRecord } from '../src/records/record.js'
import { readRunRecord, runFile } from '../src/records/run-record.js'
import { watchRun } from '../src/watch/look.js'
import { serveWatch, type WatchServer } from '../src/watch/server.js'
import { runCommand, small, usePlace } from './support.js'

const place = usePlace()

/** A run of ours, served. */
async function servedRun(...words: string[]): Promise<WatchServer> {
  expect(await runProgram(['train', ...small, '--steps', '40', '--no-evaluate', '--out', 'run', ...words])).toBe(0)
  return serveWatch(watchRun(place.path('run')), 0)
}

/** What a request gets. */
function ask(url: string, { host, method = 'GET' }: { host?: string; method?: string } = {}) {
  const { hostname, port, pathname } = new URL(url)
  return new Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]>; body: string }>((resolve, reject) => {
    const asked = request({ hostname, port, path: pathname, method, ...(host && { headers: { host } }) }, (answer) => {
      let body = ''
      answer.on('data', (chunk) => {
        body += chunk
      })
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body }))
    })
    asked.on('error', reject)
    asked.end()
  })
}

describe('the server', () => {
  it('gives nothing to whoever does not know the address', async () => {
    const server = await servedRun()
    const { origin, pathname, port } = new URL(server.url)
    const wrong = pathname.replace(/.\/$/, pathname.endsWith('A/') ? 'B/' : 'A/')
    for (const path of ['/', '/state', '/report', wrong, `${wrong}state`, `${pathname}../etc/passwd`, `${pathname}other`])
      expect(await ask(`${origin}${path}`)).toMatchObject({ status: 404, body: '' })
    for (const host of ['evil.example', `evil.example:${port}`, `127.0.0.1`, ''])
      if (host) expect(await ask(server.url, { host })).toMatchObject({ status: 404, body: '' })
    for (const method of ['POST', 'HEAD', 'OPTIONS'])
      expect(await ask(server.url, { method })).toMatchObject({ status: 404, body: '' })
    expect((await ask(server.url, { host: `localhost:${port}` })).status).toBe(200)
    await server.close()
  })

  it('has another address each time, of 192 random bits, on this machine alone', async () => {
    const [one, two] = [await servedRun(), await serveWatch(watchRun(place.path('run')), 0)]
    for (const { url } of [one, two]) expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/$/)
    expect(new URL(one.url).pathname).not.toBe(new URL(two.url).pathname)
    await one.close()
    await two.close()
  })

  it('lets a page run its own script alone, and nobody keep or read what it says', async () => {
    const server = await servedRun()
    const { headers, body } = await ask(server.url)
    const [, nonce] = /script-src 'nonce-([^']+)'/.exec(`${headers['content-security-policy']}`) ?? []
    expect(body).toContain(`<script nonce="${nonce}">`)
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
    expect(headers['access-control-allow-origin']).toBeUndefined()
    expect((await ask(server.url)).headers['content-security-policy']).not.toContain(nonce)
    await server.close()
  })
})

describe('what it says', () => {
  it('is where the run stands', async () => {
    const server = await servedRun()
    expect(JSON.parse((await ask(`${server.url}state`)).body)).toMatchObject({
      state: 'finished',
      step: 40,
      steps: 40,
      left: null,
    })
    expect((await ask(`${server.url}report`)).body).toContain('<h2>Training</h2>')
    await server.close()
  })

  it('changes while the run goes on, also between checkpoints, and says when it was stopped', async () => {
    const words = ['train', ...small, '--steps', '9000000', '--checkpoint-every', '9000000', '--no-evaluate', '--out', 'long']
    let stop = () => {}
    const after = new Promise<void>((resolve) => {
      stop = resolve
    })
    const ended = runCommand(place, words, { signal: 'SIGTERM', after })
    await expect.poll(() => place.has('long/log.jsonl'), { timeout: 60_000 }).toBe(true)
    const watcher = watchRun(place.path('long'))
    const first = watcher.state()
    expect(first).toMatchObject({ state: 'running', steps: 9_000_000 })
    await expect.poll(() => watcher.state().speed ?? 0, { timeout: 60_000 }).toBeGreaterThan(0)
    const later = watcher.state()
    expect(later.step).toBeGreaterThan(first.step)
    expect(later.left).toBeGreaterThan(0)
    stop()
    expect((await ended).code).toBe(130)
    expect(watcher.state()).toMatchObject({ state: 'stopped', speed: null, left: null })
  })

  it('is bounded by what a run keeps, however long it is', async () => {
    const server = await servedRun()
    await server.close()
    const watcher = watchRun(place.path('run'))
    expect(watcher.report().methods[0]?.runs[0]?.log.length).toBe(40)
    expect(watcher.report().methods[0]?.runs[0]?.votes.length).toBeLessThanOrEqual(26)
  })
})

describe('what is refused', () => {
  it('a folder that is none, or not of a run', async () => {
    await expect(runProgram(['watch', 'nowhere'])).rejects.toThrow(/\[nowhere\/run\.json\] expected a run; found no such file/)
  })

  it('a port that is taken', async () => {
    const server = await servedRun()
    const { port } = new URL(server.url)
    await expect(runProgram(['watch', 'run', '--port', port])).rejects.toThrow(
      new RegExp(`\\[--port\\] expected port ${port} of this machine; found .*EADDRINUSE.*; choose another`),
    )
    await server.close()
  })
})

describe.skipIf(skipsBrowser)('in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser?.close())

  async function open(url: string, width: number, colorScheme: 'light' | 'dark') {
    const page = await (await browser.newContext({ viewport: { width, height: 800 }, colorScheme })).newPage()
    const noticed: string[] = []
    page.on('console', (message) => noticed.push(message.text()))
    page.on('pageerror', (error) => noticed.push(error.message))
    await page.goto(url)
    await page.waitForSelector('main h2')
    return { page, noticed }
  }

  it.each([
    [360, 'light'],
    [1440, 'dark'],
  ] as const)('the page is accessible and fits at %d pixels, %s', async (width, scheme) => {
    const server = await servedRun()
    const { page, noticed } = await open(server.url, width, scheme)
    await expect.poll(() => page.textContent('#state')).toBe('finished, step 40 of 40')
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
    expect(noticed).toEqual([])
    await page.close()
    await server.close()
  })

  it('the page follows the run, and keeps what was opened and where the keyboard is', async () => {
    const server = await servedRun()
    const { page } = await open(server.url, 800, 'light')
    const details = page.locator('details').first()
    await details.locator('summary').first().click()
    expect(await runProgram(['train', '--resume', 'run', '--steps', '60', '--no-evaluate'])).toBe(0)
    await expect.poll(() => page.textContent('#state'), { timeout: 10_000 }).toBe('finished, step 60 of 60')
    expect(await details.evaluate((own) => (own as HTMLDetailsElement).open)).toBe(true)
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SUMMARY')
    await server.close()
    await expect.poll(() => page.textContent('#state'), { timeout: 10_000 }).toMatch(/assent watch has ended/)
    await page.close()
  })

  it('names in files are text', async () => {
    const server = await servedRun()
    const folder = place.path('run')
    const record = readRunRecord(folder)
    const { log, votes } = readHistory(folder, record, 40)
    const name = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    const run = JSON.parse(JSON.stringify({ ...record.run, weighting: { name } }))
    const id = identityOf(run)
    writeRecord(runFile(folder), { ...record, run, id })
    writeHistory(folder, id, { log, votes })
    const { page, noticed } = await open(server.url, 800, 'light')
    expect(await page.locator('h1').textContent()).toContain('<img src=x onerror=')
    expect(await page.locator('img:not([src^="data:"]), main script').count()).toBe(0)
    expect(noticed).toEqual([])
    await page.close()
    await server.close()
  })
})

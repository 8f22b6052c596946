// What a newcomer does, with the packages as they would be published: each kind of project of create-assent is made in an empty
// folder, installed from tarballs, run, tested and built, and its page is opened in Chromium until it has adapted.
// `npm run check:create [-- --kind table]`

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'

const kinds = ['table', 'images', 'sines']
const { values } = parseArgs({
  options: {
    kind: { type: 'string', multiple: true },
    browser: { type: 'string', default: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium' },
  },
})
const root = resolve(import.meta.dirname, '..')
const run = (command, words, cwd) => execFileSync(command, words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`

/** Packs every package; the tarball of each, by its name. */
function packAll(folder) {
  const packages = readdirSync(join(root, 'packages')).filter((name) => existsSync(join(root, 'packages', name, 'package.json')))
  const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const packed = JSON.parse(run('npm', [...words, ...packages.flatMap((name) => ['--workspace', `packages/${name}`])], root))
  return new Map(packed.map(({ name, filename }) => [name, join(folder, filename.replace('@', '').replace('/', '-'))]))
}

/** What nobody has published yet is taken from its tarball, also where another package asks for it. */
function takeFromTarballs(folder, tarballs) {
  const file = join(folder, 'package.json')
  const content = JSON.parse(readFileSync(file, 'utf8'))
  const places = Object.fromEntries([...tarballs].map(([name, tarball]) => [name, `file:${tarball}`]))
  for (const name of Object.keys(content.dependencies)) if (places[name]) content.dependencies[name] = places[name]
  writeFileSync(file, JSON.stringify({ ...content, overrides: places }, null, 2))
}

const types = { '.html': 'text/html', '.js': 'text/javascript' }

/** Opens the built page until it has adapted; what it says then. */
async function openPage(browser, folder) {
  const server = createServer((request, response) => {
    const path = join(folder, new URL(request.url, 'http://localhost').pathname.replace(/\/$/, '/index.html'))
    if (!path.startsWith(folder) || !existsSync(path)) return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' }).end(readFileSync(path))
  }).listen(0, '127.0.0.1')
  const page = await browser.newPage()
  try {
    const errors = []
    page.on('pageerror', ({ message }) => errors.push(message))
    await page.goto(`http://127.0.0.1:${server.address().port}/`)
    await page.waitForFunction(() => !document.querySelector('#answers').textContent.startsWith('learning'), undefined, {
      timeout: 30_000,
    })
    if (errors.length > 0) throw new Error(errors.join('; '))
    return await page.locator('#answers').textContent()
  } finally {
    await page.close()
    server.close()
  }
}

const place = mkdtempSync(join(tmpdir(), 'assent-newcomer-'))
const browser = await chromium.launch({ executablePath: values.browser, args: ['--no-sandbox', '--disable-gpu'] })
let failed = 0
try {
  const tarballs = packAll(place)
  // The command itself runs as it is packed, too.
  const tool = join(place, 'tool')
  execFileSync('mkdir', [tool])
  writeFileSync(join(tool, 'package.json'), JSON.stringify({ private: true, dependencies: { 'create-assent': '*' } }))
  takeFromTarballs(tool, tarballs)
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts'], tool)
  for (const kind of values.kind ?? kinds) {
    for (const page of [true, false]) {
      const name = `${kind}${page ? '-page' : ''}`
      try {
        const began = performance.now()
        run(join(tool, 'node_modules/.bin/create-assent'), [name, '--kind', kind, page ? '--page' : '--no-page'], place)
        const folder = join(place, name)
        takeFromTarballs(folder, tarballs)
        run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts'], folder)
        const installed = seconds(began)
        run('npm', ['start'], folder)
        run('npm', ['run', 'adapt'], folder)
        if (page) run('npm', ['run', 'build'], folder)
        const said = page
          ? ` and a page that says: ${(await openPage(browser, join(folder, 'dist'))).replaceAll('\n', '; ')}`
          : ''
        const whole = seconds(began)
        run('npm', ['test'], folder)
        console.log(`${name}: installed after ${installed}, adapted after ${whole}${said}`)
      } catch (error) {
        failed++
        console.log(`${name}: FAILED: ${error.stderr || error.stdout || error.message}`)
      }
    }
  }
} finally {
  await browser.close()
  rmSync(place, { recursive: true, force: true })
}
console.log(`${2 * (values.kind ?? kinds).length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

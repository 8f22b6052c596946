// A new user's way: packs all packages, writes every kind of project into an empty folder with the packed starter, installs it
// from the tarballs, runs what its README says, and opens its page in Chromium. `npm run check:create [-- images/page …]`
// From a registry come only packages of others. Says how long it took from nothing to a page that adapts.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launch, look, serve } from './create/look.mjs'
import { packAll, useTarballs } from './create/tarballs.mjs'

/** From `npm create assent` to a page that adapts. */
const MOST_SECONDS = 180

const root = fileURLToPath(new URL('..', import.meta.url))
const tsc = join(root, 'node_modules/typescript/bin/tsc')
const projects = ['table', 'images', 'sines'].flatMap((kind) => ['node', 'page', 'both'].map((use) => ({ kind, use })))
const chosen = process.argv.slice(2)

const place = mkdtempSync(join(tmpdir(), 'assent-new-'))

/** What a command prints; what it printed is part of the error, if it fails. */
function run(folder, command, ...words) {
  try {
    return execFileSync(command, words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: plain })
  } catch (error) {
    throw new Error(`${command} ${words.join(' ')} in ${folder}:\n${error.stdout}\n${error.stderr}`)
  }
}

/** npm tells commands that it runs of its own settings and folder: a new user's know nothing of them. */
const plain = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^npm_(lifecycle|package)|^INIT_CWD$/.test(name)),
)
const install = ['install', '--prefer-offline', '--no-audit', '--no-fund']

/** Installs the starter by itself, as `npm create assent` does; returns its program. */
function installStarter(tarballs) {
  const folder = join(place, 'starter')
  mkdirSync(folder)
  const { version } = tarballs.get('create-assent')
  const manifest = { name: 'starter', private: true, dependencies: { 'create-assent': `^${version}` } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  useTarballs(folder, tarballs)
  run(folder, 'npm', ...install)
  return join(folder, 'node_modules/.bin/create-assent')
}

/** One project, as its README says; how many seconds each part took. */
async function follow({ kind, use }, starter, tarballs, browser) {
  const name = `${kind}-${use}`
  const folder = join(place, name)
  const seconds = {}
  let last = performance.now()
  const done = (part) => {
    seconds[part] = (performance.now() - last) / 1000
    last = performance.now()
  }
  run(place, starter, name, '--kind', kind, '--for', use)
  useTarballs(folder, tarballs)
  done('create')
  run(folder, 'npm', ...install)
  done('install')
  assert.match(run(folder, 'npm', 'start'), /public\/model\.safetensors: \d+ bytes/)
  done('train')
  if (use === 'page') {
    await visit(folder, kind, browser, undefined, 'npm', 'run', 'dev', '--', '--host', '127.0.0.1')
    done('page')
  }
  const lines = use === 'page' ? undefined : run(folder, 'npm', 'run', '--silent', 'adapt').trim().split('\n')
  assert.match(run(folder, 'npm', 'test'), /\bpass 2\b/)
  run(folder, process.execPath, tsc, '--project', folder, '--types', '')
  if (use !== 'node') {
    run(folder, 'npm', 'run', 'build')
    await visit(folder, kind, browser, lines, 'npx', 'vite', 'preview', '--host', '127.0.0.1')
  }
  return seconds
}

async function visit(folder, kind, browser, lines, ...command) {
  const { url, stop } = await serve(folder, ...command)
  try {
    await look(browser, url, kind, lines)
  } finally {
    stop()
  }
}

const browser = await launch()
try {
  const tarballs = packAll(root, join(place, 'tarballs'))
  const starter = installStarter(tarballs)
  for (const project of projects.filter(({ kind, use }) => chosen.length === 0 || chosen.includes(`${kind}/${use}`))) {
    const seconds = await follow(project, starter, tarballs, browser)
    const total = Object.values(seconds).reduce((sum, part) => sum + part, 0)
    const parts = Object.entries(seconds).map(([part, time]) => `${part} ${time.toFixed(1)}`)
    console.log(`${project.kind}, ${project.use}: ${total.toFixed(1)} s (${parts.join(', ')})`)
    assert.ok(total <= MOST_SECONDS, `more than ${MOST_SECONDS} s from nothing to what adapts`)
  }
} finally {
  await browser.close()
  rmSync(place, { recursive: true, force: true })
}

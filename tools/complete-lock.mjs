// Completes package-lock.json: npm leaves out platform packages that the registry in use lacks, and `npm ci` then
// fails everywhere. Run after each change of dependencies; `--check` fails instead of writing.

import { readFileSync, writeFileSync } from 'node:fs'

const operatingSystems = {
  aix: 'aix',
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  netbsd: 'netbsd',
  openbsd: 'openbsd',
  openharmony: 'openharmony',
  sunos: 'sunos',
  win32: 'win32',
  windows: 'win32',
}
const processors = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el']

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))

/** Whether a package at `place` would find `name`: its own node_modules first, then each parent's. */
function resolves(place, name) {
  for (let at = place; ; at = at.includes('/node_modules/') ? at.slice(0, at.lastIndexOf('/node_modules/')) : '') {
    if (lock.packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true
    if (!at) return false
  }
}

/** The platform that a package is for, read off its name; undefined when it names none. */
function platformOf(name) {
  const words = name.replace(/^@[^/]+\//, '').split(/[-_]/)
  const os = words.map((word) => operatingSystems[word]).find(Boolean)
  const named = words.map((word) => (/^arm(?!64)/.test(word) ? 'arm' : word)).find((word) => processors.includes(word))
  const cpu = words.includes('64') ? 'x64' : named
  if (!os || !cpu) return undefined
  const libc = words.some((word) => word.startsWith('musl'))
    ? 'musl'
    : words.some((word) => word.startsWith('gnu'))
      ? 'glibc'
      : undefined
  return { cpu: [cpu], os: [os], ...(os === 'linux' && libc ? { libc: [libc] } : {}) }
}

let added = 0
for (const [place, { dev, optionalDependencies = {} }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const platform = platformOf(name)
    if (!/^\d/.test(version) || !platform || resolves(place, name)) continue
    const { cpu, os, libc } = platform
    lock.packages[`node_modules/${name}`] = {
      version,
      cpu,
      ...(dev ? { dev } : {}),
      ...(libc ? { libc } : {}),
      optional: true,
      os,
    }
    added++
  }
}

console.log(`${added} entries added`)
if (added > 0 && process.argv.includes('--check')) {
  console.error('package-lock.json lacks platform packages: run node tools/complete-lock.mjs')
  process.exitCode = 1
} else if (added > 0) {
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
  writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`)
}

// All packages packed, and projects made to install them from there: what a registry would give, before there is one.

import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'))

/** Packs every package that is published into `folder`; by name, its version and its tarball as npm names files. */
export function packAll(root, folder) {
  mkdirSync(folder)
  const places = readdirSync(join(root, 'packages')).filter(
    (name) => !readJson(join(root, 'packages', name, 'package.json')).private,
  )
  const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const workspaces = places.flatMap((name) => ['--workspace', `packages/${name}`])
  const packed = JSON.parse(execFileSync('npm', [...words, ...workspaces], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 }))
  return new Map(
    packed.map(({ name, version, filename }) => {
      const file = join(folder, filename.replace('@', '').replace('/', '-'))
      return [name, { version, file: `file:${file}` }]
    }),
  )
}

/**
 * Has the project in `folder` take our packages from tarballs, those that it names and those that they name.
 *
 * @throws Error when it asks for a package of ours that there is not, or for another version
 */
export function useTarballs(folder, tarballs) {
  const file = join(folder, 'package.json')
  const manifest = readJson(file)
  for (const [name, wanted] of Object.entries(manifest.dependencies)) {
    const own = tarballs.get(name)
    if (own && wanted !== `^${own.version}`) throw new Error(`${file} asks for ${name} ${wanted}; there is ${own.version}`)
    if (!own && name.startsWith('@assent/')) throw new Error(`${file} asks for ${name}, which is not published`)
    if (own) manifest.dependencies[name] = own.file
  }
  manifest.overrides = Object.fromEntries([...tarballs].map(([name, own]) => [name, own.file]))
  writeFileSync(file, JSON.stringify(manifest, null, 2))
}

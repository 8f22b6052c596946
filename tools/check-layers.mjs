// Imports go down the layers only, never sideways: reads every import of every package, and its package.json.
// A package's layer is where tools/layers.json names its folder (`*`: any ending). `node tools/check-layers.mjs [ROOT]`.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'))

/** The layer of the package in this folder of packages/; undefined when no line of the table, or more than one, names it. */
function layerOf(table, folder) {
  const names = (pattern) => (pattern.endsWith('*') ? folder.startsWith(pattern.slice(0, -1)) : folder === pattern)
  const layers = Object.keys(table).filter((layer) => table[layer].some(names))
  return layers.length === 1 ? Number(layers[0]) : undefined
}

function readPackages(root) {
  const table = readJson(join(root, 'tools/layers.json'))
  const folders = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name))
  return folders
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => {
      const { name, dependencies = {}, peerDependencies = {} } = readJson(join(folder, 'package.json'))
      return { folder, name, layer: layerOf(table, basename(folder)), dependencies: { ...dependencies, ...peerDependencies } }
    })
}

function sourceFiles(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.[mc]?[tj]s$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

function importsOf(file) {
  // Examples in doc comments import as users do.
  const text = readFileSync(file, 'utf8').replace(/^\s*\*.*$/gm, '')
  const patterns = [/\bfrom\s+['"]([^'"]+)['"]/g, /\bimport\s*\(\s*['"]([^'"]+)['"]/g, /\bimport\s+['"]([^'"]+)['"]/g]
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, specifier]) => specifier))
}

/** Every offense as one line: which file imports what, and why it may not. */
export function checkLayers(root) {
  const packages = readPackages(root)
  const byName = new Map(packages.map((own) => [own.name, own]))
  const packageOf = (specifier) =>
    byName.get(
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    )
  const offenses = []
  for (const own of packages) {
    const report = (file, what, why) => offenses.push(`${relative(root, file)}: ${what}: ${why}`)
    const manifest = join(own.folder, 'package.json')
    if (own.layer === undefined) report(join(root, 'tools/layers.json'), basename(own.folder), 'must stand in exactly one layer')
    const checkTarget = (file, target) => {
      const direction = target.layer === own.layer ? 'sideways' : 'up'
      if (target !== own && target.layer >= own.layer)
        report(file, target.name, `${direction}, from layer ${own.layer} to layer ${target.layer}`)
    }
    for (const name of Object.keys(own.dependencies)) if (byName.has(name)) checkTarget(manifest, byName.get(name))
    for (const file of sourceFiles(join(own.folder, 'src'))) {
      for (const specifier of importsOf(file)) {
        if (specifier.startsWith('.')) {
          const outside = relative(own.folder, resolve(file, '..', specifier)).startsWith('..')
          if (outside) report(file, specifier, 'reaches into another package: import it by name')
          continue
        }
        const target = packageOf(specifier)
        if (!target) continue
        checkTarget(file, target)
        if (target === own) report(file, specifier, 'imports its own package by name: use a relative path')
        else if (!own.dependencies[target.name]) report(file, specifier, 'not in the dependencies of package.json')
      }
    }
  }
  return offenses
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const root = resolve(process.argv[2] ?? '.')
  const offenses = checkLayers(root)
  for (const offense of offenses) console.error(offense)
  console.log(offenses.length === 0 ? 'layers: all imports go down' : `layers: ${offenses.length} offenses`)
  process.exitCode = offenses.length === 0 ? 0 : 1
}

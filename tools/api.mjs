// The public surface of every package, as text in api/: one file per entry, names sorted, comments left out, so that a
// change of what users see shows in a diff. `npm run api` writes the files; `--check` fails where they differ.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { surfaceOf } from './api-surface.mjs'

/** Each published entry: the file in api/ that shows it, and its built declarations. */
function entries(root) {
  return readdirSync(join(root, 'packages')).flatMap((folder) => {
    const manifest = join(root, 'packages', folder, 'package.json')
    if (!existsSync(manifest)) return []
    const { name, exports = {} } = JSON.parse(readFileSync(manifest, 'utf8'))
    return Object.entries(exports)
      .filter(([, target]) => target.types)
      .map(([subpath, { types }]) => ({
        file: `${[folder, ...subpath.split('/').slice(1)].join('.')}.txt`,
        specifier: name + subpath.slice(1),
        declarations: join(root, 'packages', folder, types),
      }))
  })
}

/** The files that api/ should hold: name → text. */
export function surfaces(root) {
  return new Map(
    entries(root).map(({ file, specifier, declarations }) => [file, `// ${specifier}\n\n${surfaceOf(declarations)}`]),
  )
}

/** Lines that only one of two texts has, each with its sign. */
function difference(before, after) {
  const [old, now] = [before.split('\n'), after.split('\n')]
  const only = (lines, others, sign) => lines.filter((line) => !others.includes(line)).map((line) => `  ${sign} ${line}`)
  return [...only(old, now, '-'), ...only(now, old, '+')].join('\n')
}

/** What differs between api/ and the built declarations, one text per file; empty when nothing does. */
export function checkSurfaces(root) {
  const folder = join(root, 'api')
  const found = surfaces(root)
  const kept = existsSync(folder) ? readdirSync(folder) : []
  const gone = kept.filter((file) => !found.has(file)).map((file) => `api/${file}: there is no such entry`)
  const changed = [...found].flatMap(([file, text]) => {
    const before = kept.includes(file) ? readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n') : ''
    return before === text ? [] : [`api/${file}\n${difference(before, text)}`]
  })
  return [...gone, ...changed]
}

function writeSurfaces(root) {
  const folder = join(root, 'api')
  const found = surfaces(root)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const [file, text] of found) writeFileSync(join(folder, file), text)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const root = resolve('.')
  if (process.argv.includes('--check')) {
    const offenses = checkSurfaces(root)
    for (const offense of offenses) console.error(offense)
    console.log(
      offenses.length === 0 ? 'api: as committed' : 'api: the public surface changed; if it should, `npm run api` and commit',
    )
    process.exitCode = offenses.length === 0 ? 0 : 1
  } else writeSurfaces(root)
}

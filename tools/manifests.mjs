// What all package.json files say alike: where the project lives, its license, what Node it needs, how exports are named.
// `node tools/manifests.mjs` checks, `--write` sets what follows from the root's package.json, `--release` also refuses an
// address that cannot exist.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isDeepStrictEqual } from 'node:util'

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'))

/** The folders of the packages that are published. */
function published(root) {
  return readdirSync(join(root, 'packages')).filter((folder) => {
    const file = join(root, 'packages', folder, 'package.json')
    return existsSync(file) && !readJson(file).private
  })
}

/** The fields that follow from the root's package.json and the folder. */
function derived({ repository, homepage, bugs, engines }, folder) {
  const directory = `packages/${folder}`
  return {
    repository: { ...repository, directory },
    homepage: `${homepage.replace(/#.*$/, '')}/tree/main/${directory}#readme`,
    bugs,
    engines,
    type: 'module',
    sideEffects: false,
  }
}

/** The names that an export's built files must have beside its source. */
const builtNames = (source) => {
  const stem = source.replace(/^\.\/src\//, './dist/').replace(/\.ts$/, '')
  return { 'assent-source': source, types: `${stem}.d.ts`, default: `${stem}.js` }
}

/** What is wrong with one manifest, in words. */
function offensesOf(manifest, rootManifest, folder) {
  const offenses = []
  const demand = (holds, text) => {
    if (!holds) offenses.push(`packages/${folder}/package.json: ${text}`)
  }
  for (const [field, value] of Object.entries(derived(rootManifest, folder)))
    demand(
      isDeepStrictEqual(manifest[field], value),
      `${field} is not as the root's package.json says: node tools/manifests.mjs --write`,
    )
  demand(manifest.description, 'has no description')
  demand(
    manifest.keywords?.length >= 3 && manifest.keywords.includes('meta-learning'),
    'needs three keywords, meta-learning among them',
  )
  demand(/\bMIT\b/.test(manifest.license ?? ''), 'license is not MIT')
  for (const part of ['dist', 'src']) demand(manifest.files?.includes(part), `files lacks ${part}`)
  demand(manifest.exports?.['./package.json'] === './package.json', 'exports lacks ./package.json')
  for (const [subpath, target] of Object.entries(manifest.exports ?? {})) {
    const source = target['assent-source']
    if (source)
      demand(isDeepStrictEqual(target, builtNames(source)), `exports ${subpath} names other files than are built from ${source}`)
  }
  return offenses
}

/** Every offense as one line. */
export function checkManifests(root) {
  const rootManifest = readJson(join(root, 'package.json'))
  return published(root).flatMap((folder) =>
    offensesOf(readJson(join(root, 'packages', folder, 'package.json')), rootManifest, folder),
  )
}

/** Sets the fields that follow from the root's, in the order that they have everywhere; leaves the others where they are. */
function writeManifests(root) {
  const rootManifest = readJson(join(root, 'package.json'))
  for (const folder of published(root)) {
    const file = join(root, 'packages', folder, 'package.json')
    const manifest = readJson(file)
    const { name, version, description, keywords, license } = manifest
    const { repository, homepage, bugs, ...others } = derived(rootManifest, folder)
    const about = { repository, homepage, bugs }
    const first = { name, version, description, keywords, license, ...about } // where these stand, new or old
    writeFileSync(file, `${JSON.stringify({ ...first, ...manifest, ...about, ...others }, null, 2)}\n`)
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const root = resolve('.')
  if (process.argv.includes('--write')) writeManifests(root)
  const offenses = checkManifests(root)
  const { homepage } = readJson(join(root, 'package.json'))
  if (process.argv.includes('--release') && new URL(homepage).hostname.endsWith('.example'))
    offenses.push(`package.json: homepage, repository and bugs must say where the project lives, not ${homepage}`)
  for (const offense of offenses) console.error(offense)
  console.log(offenses.length === 0 ? 'manifests: all alike' : `manifests: ${offenses.length} offenses`)
  process.exitCode = offenses.length === 0 ? 0 : 1
}

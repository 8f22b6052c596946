// The vectors of examples/12-frozen-features: sixty kinds of doodles, eight drawings each, along the 48 directions in which vectors of
// other kinds differ most. `node tools/features/sample.mjs`, after extract.mjs.

import { readFileSync, writeFileSync } from 'node:fs'
import { createRng } from '@assent/core'
import { dot } from './minimize.mjs'

const SIZE = 1280
const KEPT = 48
const KINDS = 60
const DRAWINGS = 8
const ROUNDS = 12

const list = JSON.parse(readFileSync('runs/features/list.json', 'utf8'))
const bytes = readFileSync('runs/features/vectors.bin')
const all = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
const rowAt = (place) => all.subarray(place * SIZE, (place + 1) * SIZE)
const placesOf = new Map()
for (const [place, [name, split]] of list.entries())
  if (split === 'train') placesOf.set(name, [...(placesOf.get(name) ?? []), place])

const rng = createRng(1, 'kinds')
const names = [...placesOf.keys()]
const chosen = new Set(rng.sample(names.length, KINDS).map((index) => names[index]))
const others = names.filter((name) => !chosen.has(name)).flatMap((name) => placesOf.get(name).slice(0, 6).map(rowAt))
const mean = Float64Array.from({ length: SIZE }, (_, i) => others.reduce((sum, row) => sum + row[i], 0) / others.length)
const centered = others.map((row) => Float64Array.from(row, (value, i) => value - mean[i]))

/** Gram and Schmidt. */
function orthonormal(directions) {
  const found = []
  for (const direction of directions) {
    const own = Float64Array.from(direction)
    for (const other of found) {
      const along = dot(own, other)
      for (let i = 0; i < SIZE; i++) own[i] -= along * other[i]
    }
    const length = Math.sqrt(dot(own, own))
    found.push(own.map((value) => value / length))
  }
  return found
}

/** Subspace iteration: the directions of the largest variance. */
let directions = orthonormal(Array.from({ length: KEPT }, () => Float64Array.from({ length: SIZE }, () => rng.normal())))
for (let round = 0; round < ROUNDS; round++) {
  const next = directions.map(() => new Float64Array(SIZE))
  for (const row of centered) {
    for (const [k, direction] of directions.entries()) {
      const along = dot(row, direction)
      for (let i = 0; i < SIZE; i++) next[k][i] += along * row[i]
    }
  }
  directions = orthonormal(next)
}
const lines = [...chosen].sort().flatMap((drawing) =>
  placesOf
    .get(drawing)
    .slice(0, DRAWINGS)
    .map((place) => {
      const row = rowAt(place).map((value, i) => value - mean[i])
      return JSON.stringify({ drawing, vector: directions.map((direction) => Number(dot(row, direction).toPrecision(3))) })
    }),
)
writeFileSync('examples/12-frozen-features/doodles.ndjson', `${lines.join('\n')}\n`)
console.log(`${lines.length} vectors of ${KEPT}`)

// Vectors of doodles by a frozen extractor: MobileNetV2 (Sandler et al. 2018), trained on photographs, as the npm package nsfwjs ships
// its weights; what follows its last pooling is left out. Run by TensorFlow. A drawing becomes 224 × 224 ink on white, in three equal
// channels from 0 to 1.
// `npm run install:native && npm install --no-save --ignore-scripts --legacy-peer-deps nsfwjs@4.4.0 && node tools/features/extract.mjs`

import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { build } from 'esbuild'

const out = process.argv[2] ?? 'runs/features'
/** Drawings of each class. */
const COUNTS = { train: 40, validation: 60, test: 60 }
const AT_ONCE = 20
const SIZE = 1280

const require = createRequire(import.meta.url)
const tf = require('@tensorflow/tfjs-node')

async function openExtractor() {
  // By its path: the package's own doors open onto a classifier.
  const folder = new URL('../../node_modules/nsfwjs/dist/models/mobilenet_v2', import.meta.url).pathname
  const { modelTopology, weightsManifest } = require(join(folder, 'model.min.js'))
  const bytes = Uint8Array.from(Buffer.from(require(join(folder, 'group1-shard1of1.min.js')), 'base64'))
  const whole = await tf.loadLayersModel({
    load: async () => ({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData: bytes.buffer }),
  })
  return tf.model({ inputs: whole.inputs, outputs: whole.getLayer('flatten_1').output })
}

/** The package shows drawings only as episodes: its own reader gives all of them. */
async function readDrawings() {
  const source = new URL('../../packages/tasks-quickdraw/', import.meta.url)
  const files = `{ classes: new URL('data/classes.json', '${source}'), drawings: new URL('data/drawings.bin', '${source}') }`
  const contents = `import { loadDrawings } from './drawings.ts'
    import { splitOf } from './split.ts'
    export const read = async () => (await loadDrawings(${files})).classes.map((own) => ({ ...own, split: splitOf(own.name) }))`
  const stdin = { contents, resolveDir: new URL('src', source).pathname, loader: 'ts' }
  const { outputFiles } = await build({ stdin, bundle: true, write: false, format: 'esm', platform: 'node' })
  const { read } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`)
  return read()
}

const extractor = await openExtractor()
const pieces = []
const list = []
for (const { name, split, count, copy } of await readDrawings()) {
  for (let from = 0; from < Math.min(count, COUNTS[split]); from += AT_ONCE) {
    const pixels = new Float32Array(AT_ONCE * 28 * 28)
    for (let i = 0; i < AT_ONCE; i++) copy(from + i, pixels.subarray(i * 28 * 28, (i + 1) * 28 * 28))
    const found = tf.tidy(() => {
      const paper = tf.sub(1, tf.tensor4d(pixels, [AT_ONCE, 28, 28, 1]))
      return extractor.predict(tf.image.resizeBilinear(paper, [224, 224]).tile([1, 1, 1, 3]))
    })
    pieces.push(Float32Array.from(await found.data()))
    found.dispose()
    for (let i = 0; i < AT_ONCE; i++) list.push([name, split])
  }
  process.stdout.write(`\r${list.length} drawings`)
}
const vectors = new Float32Array(list.length * SIZE)
for (const [place, piece] of pieces.entries()) vectors.set(piece, place * AT_ONCE * SIZE)
mkdirSync(out, { recursive: true })
writeFileSync(join(out, 'vectors.bin'), new Uint8Array(vectors.buffer))
writeFileSync(join(out, 'list.json'), JSON.stringify(list))
console.log(` in ${out}`)

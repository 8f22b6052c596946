// Learns one new task from a few examples: `npm run adapt`, after `npm start`.

import { readFileSync } from 'node:fs'
import { simd } from '@assent/backend-simd'
import { openModelFile } from '@assent/model-file'
import { asked, examples } from './examples.js'

const model = openModelFile(new Uint8Array(readFileSync('public/model.safetensors')), { backend: await simd() })
const names = model.about.preparation.inputs?.names ?? ['x']
const task = await model.adapt(examples)
for (const x of asked) {
  const { values, unit } = await task.predict(x)
  console.log(`${names.map((name, place) => `${name} ${x[place]}`).join(', ')} → ${`${values[0].toFixed(2)} ${unit}`.trimEnd()}`)
}

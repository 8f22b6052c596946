// Learns one new task from a few images: `npm run adapt`, after `npm start`.

import { readFileSync } from 'node:fs'
import { simd } from '@assent/backend-simd'
import { openModelFile } from '@assent/model-file'
import { asked, examples } from './examples.js'

const model = openModelFile(new Uint8Array(readFileSync('public/model.safetensors')), { backend: await simd() })
const task = await model.adapt(examples)
for (const { path, values } of asked) {
  const { label, probability } = await task.predict(values)
  console.log(`${path} → ${label}, ${Math.round(100 * probability)} %`)
}

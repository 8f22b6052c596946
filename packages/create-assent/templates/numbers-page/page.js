// Opens what was learned, adapts it to the examples, and shows what it says.

import { simd } from '@assent/backend-simd'
import { openModelFile } from '@assent/model-file'
import { asked, examples } from './examples.js'

const answers = document.querySelector('#answers')
const response = await fetch(`${import.meta.env.BASE_URL}model.safetensors`)
if (!response.ok) throw new Error('no public/model.safetensors: run npm start first')
const model = openModelFile(new Uint8Array(await response.arrayBuffer()), { backend: await simd() })
const names = model.about.preparation.inputs?.names ?? ['x']
const task = await model.adapt(examples)
const lines = []
for (const x of asked) {
  const { values, unit } = await task.predict(x)
  lines.push(`${names.map((name, place) => `${name} ${x[place]}`).join(', ')} → ${`${values[0].toFixed(2)} ${unit}`.trimEnd()}`)
}
answers.textContent = lines.join('\n')

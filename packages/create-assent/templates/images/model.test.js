// The file that was made adapts: after one image of each class it is nearer to them than before.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { simd } from '@assent/backend-simd'
import { openModelFile } from '@assent/model-file'
import { readExampleFolder } from '@assent/tasks-images'

const model = openModelFile(new Uint8Array(readFileSync('public/model.safetensors')), { backend: await simd() })
const { classes, others } = await readExampleFolder('examples', { size: 28, channels: 1 })
const shown = classes.flatMap(({ name, images }) => images.map(({ values }) => ({ name, values })))

test('a new task is learned from its examples', async () => {
  const examples = { x: shown.map(({ values }) => values), y: shown.map(({ name }) => name) }
  const { losses, predict } = await model.adapt(examples, 3)
  assert.ok(losses.at(-1) < losses[0])
  for (const { values } of others) {
    const { label, probabilities } = await predict(values)
    assert.ok(classes.some(({ name }) => name === label))
    assert.ok(Math.abs(Object.values(probabilities).reduce((sum, value) => sum + value, 0) - 1) < 1e-5)
  }
})

test('what it earned is in the file', () => {
  assert.ok(model.earned.mean > 1 / 3)
})

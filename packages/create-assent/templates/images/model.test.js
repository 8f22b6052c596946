// The file that was made adapts: after a few images it tells the classes apart.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { simd } from '@assent/backend-simd'
import { openModelFile } from '@assent/model-file'
import { asked, examples } from './examples.js'

const model = openModelFile(new Uint8Array(readFileSync('public/model.safetensors')), { backend: await simd() })

test('a new task is learned from its examples', async () => {
  const { losses, labels, predict } = await model.adapt(examples)
  assert.ok(losses.at(-1) < losses[0])
  for (const { values } of asked) assert.ok(labels.includes((await predict(values)).label))
})

test('what it earned is better than guessing', () => {
  assert.ok(model.earned.mean > 1 / 3)
})

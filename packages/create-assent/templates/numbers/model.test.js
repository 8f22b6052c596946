// The file that was made adapts: after a few examples it is nearer to them than before.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { simd } from '@assent/backend-simd'
import { openModelFile } from '@assent/model-file'
import { asked, examples } from './examples.js'

const model = openModelFile(new Uint8Array(readFileSync('public/model.safetensors')), { backend: await simd() })

test('a new task is learned from its examples', async () => {
  const { losses, predict } = await model.adapt(examples, 5)
  assert.ok(losses.at(-1) < losses[0])
  for (const x of asked) assert.ok(Number.isFinite((await predict(x)).values[0]))
})

test('what it earned is in the file', () => {
  assert.ok(model.earned.mean > 0)
})

// What JavaScript lets one hand in by mistake gets an answer in words.

import { adapt, load, openModel, reference, squaredError, weightsFrom } from '@assent/core'
import { innerSgd, maml } from '@assent/learners'
import { mlp } from '@assent/models'
import { expect, it } from 'vitest'
import { openModelFile } from '../src/index.js'

const backend = reference()
const learner = maml({ inner: innerSgd({ rate: 0.1 }), innerSteps: 1 })
const trained = { model: mlp({ sizes: [1, 2, 1] }), learner, loss: squaredError(), backend }
const theta = new Float32Array(7)

it.each<[string, () => unknown, RegExp]>([
  [
    'a buffer in the place of bytes',
    () => load(new ArrayBuffer(9) as never),
    /as Uint8Array; found ArrayBuffer; wrap them: new Uint8Array\(buffer\)/,
  ],
  ['nothing in the place of bytes', () => load(null as never), /as Uint8Array; found null/],
  [
    'a text in the place of weights',
    () => weightsFrom({ ...trained, precision: 'float32' }, 'file' as never),
    /as Uint8Array; found string/,
  ],
  ['a buffer in the place of a model file', () => openModelFile(new ArrayBuffer(30) as never, { backend }), /found ArrayBuffer/],
  ['a model file without a backend', () => openModelFile(new Uint8Array(30), undefined as never), /openModelFile\.backend/],
  ['a model without θ', () => openModel(trained, null as never), /\[model, θ\] expected 7 values.*; found none/],
  [
    'no examples',
    () => adapt(trained, theta, undefined as never, 1),
    /\[adapt, support\] expected examples \{ count, x, y \}; found undefined/,
  ],
  [
    'examples without targets',
    () => adapt(trained, theta, { count: 1, x: [1] } as never, 1),
    /found \{ count, x \}; give all three/,
  ],
])('%s', async (_, make, message) => {
  await expect(async () => make()).rejects.toThrow(message)
})

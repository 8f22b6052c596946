// The parameters of mlp and convNet and the bytes that they begin with are those that they had before they were made of layers:
// checkpoints and published runs depend on both. The hashes were taken from that code.

import { createHash } from 'node:crypto'
import { createRng, type Model } from '@assent/core'
import { initialParameters } from '@assent/core/tools'
import { expect, it } from 'vitest'
import { conv4, conv4Strided, convNet, mlp } from '../src/index.js'

const hash = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex').slice(0, 16)

it.each<[string, Model, string, string]>([
  ['mlp relu', mlp({ sizes: [1, 40, 40, 1] }), '1be08938e1497d4e', '9e35f8bc4b7de7ea'],
  ['mlp tanh', mlp({ sizes: [3, 7, 2], activation: 'tanh' }), '05b6da0bc5d6928c', '99adf63eda496cf7'],
  ['an mlp without hidden layers', mlp({ sizes: [3, 2], activation: 'sigmoid' }), 'ad5369283c3d42a0', 'fc865dbe58e1a969'],
  ['conv4', conv4({ input: [28, 28, 1], classes: 5 }), 'e89452233c6bd168', 'ca57600e44f105ed'],
  ['conv4 strided', conv4Strided({ input: [28, 28, 1], classes: 20, filters: 64 }), 'ee115e2505ae308b', '9b71b149acace329'],
  [
    'convNet with head mean',
    convNet({ input: [28, 28, 1], classes: 5, filters: 8, stride: 2, pool: false, head: 'mean' }),
    'f5c1191c8f66d341',
    '1602ac0ecd3e3dfd',
  ],
  [
    'convNet with every other option',
    convNet({
      input: [20, 17, 3],
      classes: 4,
      blocks: 2,
      filters: 6,
      bias: true,
      headStart: 'zero',
      activation: 'tanh',
      padding: 'valid',
      kernel: 2,
      epsilon: 0.001,
    }),
    '1460e9c843831528',
    '96c8379cf0d312c6',
  ],
])('%s begins with the same bytes under the same names', (_, model, parameters, bytes) => {
  const initial = initialParameters(model, createRng(7, 'pin'), 'float32')
  expect(hash(JSON.stringify(model.parameters))).toBe(parameters)
  expect(hash(new Uint8Array(initial.buffer))).toBe(bytes)
})

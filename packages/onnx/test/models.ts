// Models for files: each layer with options that a wrong turn, step or edge would show in, over shapes whose axes all differ.

import type { Shape } from '@assent/autodiff'
import type { Model } from '@assent/core'
import {
  activation,
  attention,
  averagePooling,
  conv,
  conv4,
  conv4Strided,
  convNet,
  dense,
  dropout,
  flat,
  globalPooling,
  gru,
  type Layer,
  maxPooling,
  mlp,
  norm,
  positions,
  residual,
  sequential,
} from '@assent/models'

const image = [7, 6, 4]
const series = [5, 4]
const features = [6]

const layered = (input: Shape, ...layers: readonly Layer[]) =>
  sequential({ input, layers: [...layers, flat(), dense({ units: 3 })] })

const single: { readonly [name: string]: readonly [Shape, Layer] } = {
  dense: [features, dense({ units: 5 })],
  'dense of series, without a bias': [series, dense({ units: 3, bias: false })],
  conv: [image, conv({ filters: 3 })],
  'conv of even filters, with steps': [image, conv({ filters: 3, kernel: [2, 4], stride: [2, 1] })],
  'conv of steps beyond the filter': [image, conv({ filters: 2, kernel: 2, stride: 3 })],
  'conv without padding': [image, conv({ filters: 3, kernel: [3, 2], stride: [1, 3], padding: 'valid', bias: false })],
  'conv with zeros': [image, conv({ filters: 2, kernel: [2, 4], stride: 2, padding: [1, 3] })],
  'conv in groups': [image, conv({ filters: 6, kernel: [3, 1], groups: 2 })],
  'conv of series': [series, conv({ filters: 3, kernel: 4, stride: 2 })],
  'conv of series in groups, with zeros': [series, conv({ filters: 4, kernel: 2, groups: 4, padding: 1 })],
  maxPooling: [image, maxPooling()],
  'maxPooling with overlap': [image, maxPooling({ size: [3, 2], stride: [2, 1] })],
  'maxPooling of series': [series, maxPooling({ size: 3, stride: 2 })],
  averagePooling: [image, averagePooling()],
  'averagePooling with overlap': [image, averagePooling({ size: [3, 2], stride: [2, 1] })],
  'averagePooling of series': [series, averagePooling({ size: 3, stride: 1 })],
  globalPooling: [image, globalPooling()],
  'globalPooling of the largest': [image, globalPooling({ kind: 'max' })],
  'globalPooling of series': [series, globalPooling({ kind: 'max' })],
  flat: [image, flat()],
  ...Object.fromEntries(
    (['relu', 'tanh', 'sigmoid', 'gelu', 'silu'] as const).map((kind) => [`activation ${kind}`, [features, activation(kind)]]),
  ),
  ...Object.fromEntries(
    (['batch', 'task', 'layer', 'instance'] as const).map((kind) => [`norm ${kind}`, [image, norm({ kind, epsilon: 0.01 })]]),
  ),
  'norm group': [image, norm({ kind: 'group', groups: 2 })],
  'norm task of series': [series, norm({ kind: 'task' })],
  'norm task of features': [features, norm({ kind: 'task' })],
  'norm layer of series': [series, norm({ kind: 'layer' })],
  dropout: [features, dropout({ rate: 0.5 })],
  gru: [series, gru({ units: 3 })],
  'gru of all states': [series, gru({ units: 3, sequence: true })],
  attention: [series, attention({ heads: 2 })],
  'attention to earlier places': [series, attention({ heads: 2, causal: true })],
  positions: [series, positions()],
  residual: [
    image,
    residual({ layers: [conv({ filters: 5, stride: 2 })], shortcut: [conv({ filters: 5, kernel: 1, stride: 2 })] }),
  ],
}

/** The layers that have a case of their own. */
export const layersInCases = new Set(Object.values(single).map(([, { name }]) => name))

export const models: { readonly [name: string]: Model } = {
  ...Object.fromEntries(Object.entries(single).map(([name, [input, layer]]) => [name, layered(input, layer)])),
  mlp: mlp({ sizes: [3, 8, 5, 2] }),
  'mlp of tanh': mlp({ sizes: [1, 8, 3], activation: 'tanh' }),
  conv4: conv4({ input: [20, 17, 2], classes: 3, filters: 4, norm: 'layer' }),
  'conv4Strided with task norms': conv4Strided({ input: [9, 20, 1], classes: 3, filters: 3, norm: 'task' }),
  'convNet of batch norms': convNet({ input: [8, 9, 3], classes: 3, blocks: 2, filters: 4, bias: true }),
  'convNet that pools after gelu': convNet({
    ...{ input: [9, 11, 2], classes: 2, blocks: 2, filters: 3, kernel: 2, padding: 'valid' },
    ...{ norm: 'instance', activation: 'gelu', head: 'mean' },
  }),
  'a transformer and a gru': sequential({
    input: [6, 4],
    layers: [
      positions(),
      residual({ layers: [norm({ kind: 'layer' }), attention({ heads: 2, causal: true })] }),
      residual({ layers: [norm({ kind: 'task' }), dense({ units: 8 }), activation('gelu'), dense({ units: 4 })] }),
      gru({ units: 5 }),
      dense({ units: 2 }),
    ],
  }),
}

// A model of layers, one after the other; and layers around which their input is carried.

import { add, type Shape, sameShape, showShape } from '@assent/autodiff'
import { checkOptions, fail, type Model, type Settings } from '@assent/core'
import { chain, chainModel, linksOf } from './chain.js'
import type { Layer } from './layer.js'

/** What comes in, and the layers that it goes through. */
export interface SequentialOptions {
  /** Shape of one example: `[features]`, a series `[length, features]`, or an image `[height, width, channels]`. */
  readonly input: Shape
  /** In order; at least one. */
  readonly layers: readonly Layer[]
}

/**
 * A model of layers, each for what the one before makes. Parameters are named by kind and place: `dense2.weight`.
 *
 * @throws AssentError when there is no layer, or one does not take what it is given
 */
export function sequential(options: SequentialOptions): Model {
  checkOptions('sequential', options, ['input', 'layers'])
  const { input, layers } = options
  if (layers.length === 0) fail('sequential.layers', 'at least one layer', 'none', 'list the layers')
  return chainModel({ name: 'sequential', settings: { input, layers: layers.map(describeLayer) } }, input, linksOf(layers))
}

/** The two ways that are added up. */
export interface ResidualOptions {
  /** In order; none is the input itself. */
  readonly layers: readonly Layer[]
  /** Layers on the way around, where shapes differ, such as a convolution of size 1. @defaultValue none: the input itself */
  readonly shortcut?: readonly Layer[]
}

/**
 * `layers(x) + shortcut(x)` (He et al. 2016).
 *
 * @throws AssentError when the two have different shapes
 */
export function residual(options: ResidualOptions): Layer {
  checkOptions('residual', options, ['layers', 'shortcut'])
  const { layers, shortcut = [] } = options
  return {
    name: 'residual',
    settings: { layers: layers.map(describeLayer), shortcut: shortcut.map(describeLayer) },
    build: (inputShape) => {
      const main = chain(inputShape, linksOf(layers))
      const around = chain(inputShape, linksOf(shortcut, 'shortcut.'))
      const { outputShape } = main
      if (!sameShape(outputShape, around.outputShape)) {
        const found = `${showShape(outputShape)} and ${showShape(around.outputShape)}`
        fail('residual', 'layers and a shortcut of one output shape', found, 'give a shortcut that ends in the same shape')
      }
      const count = main.parameters.length
      const found = main.statistics.length
      return {
        outputShape,
        parameters: [...main.parameters, ...around.parameters],
        statistics: [...main.statistics, ...around.statistics],
        transductive: main.transductive || around.transductive,
        observe: (all, inputs) => [...main.observe(all.slice(0, count), inputs), ...around.observe(all.slice(count), inputs)],
        apply: (all, inputs, { statistics, ...pass }) =>
          add(
            main.apply(all.slice(0, count), inputs, statistics ? { ...pass, statistics: statistics.slice(0, found) } : pass),
            around.apply(all.slice(count), inputs, statistics ? { ...pass, statistics: statistics.slice(found) } : pass),
          ),
      }
    },
  }
}

/** What a layer says of itself. */
function describeLayer({ name, settings }: Layer): Settings {
  return { name, settings }
}

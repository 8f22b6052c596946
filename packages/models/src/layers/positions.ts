// Constants that tell places apart (Vaswani et al. 2017): sin(place / 10000^(2i / features)) in feature 2i, cos in 2i + 1.

import { add, constant } from '@assent/autodiff'
import { checkRank } from '../check.js'
import { buildLayer, type Layer } from '../layer.js'

/** Adds them to series `[length, features]`. */
export function positions(): Layer {
  return {
    name: 'positions',
    settings: {},
    build: (shape) => {
      checkRank('positions', shape, [2], '[length, features]')
      const [length = 1, features = 1] = shape
      const values = Array.from({ length: length * features }, (_, at) =>
        position(Math.floor(at / features), at % features, features),
      )
      return buildLayer({
        outputShape: shape,
        parameters: {},
        apply: (_, inputs) => add(inputs, constant(inputs, values, shape)),
      })
    },
  }
}

function position(place: number, feature: number, features: number): number {
  const angle = place / 10000 ** ((feature - (feature % 2)) / features)
  return feature % 2 === 0 ? Math.sin(angle) : Math.cos(angle)
}

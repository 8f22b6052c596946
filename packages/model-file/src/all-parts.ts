// All parts of ours that a model file may name.

import { crossEntropy, huber, squaredError } from '@assent/core'
import { anil, boil, fomaml, iMaml, innerAdam, innerSgd, maml, mamlPlusPlus, metaSgd, protoMaml, reptile } from '@assent/learners'
import {
  type Activation,
  activation,
  attention,
  averagePooling,
  conv,
  convNet,
  dense,
  dropout,
  flat,
  globalPooling,
  gru,
  maxPooling,
  mlp,
  norm,
  positions,
  residual,
  sequential,
} from '@assent/models'
import type { PartTables } from './parts.js'

export const allParts: PartTables = {
  models: { mlp, convNet, sequential },
  layers: {
    ...{ attention, averagePooling, conv, dense, dropout, flat, globalPooling, gru, maxPooling, norm, positions, residual },
    activation: ({ kind }: { readonly kind: Activation }) => activation(kind),
  },
  learners: { maml, fomaml, reptile, anil, boil, protoMaml, iMaml, metaSgd, mamlPlusPlus },
  inners: { innerSgd, innerAdam },
  losses: { crossEntropy, squaredError, huber },
}

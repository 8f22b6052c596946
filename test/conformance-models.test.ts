// Built-in models and outer optimizers through the suites that third parties use.

import {
  activation,
  attention,
  conv,
  conv4,
  conv4Strided,
  convNet,
  dense,
  dropout,
  flat,
  gru,
  mlp,
  type NormKind,
  norm,
  residual,
  sequential,
} from '@assent/models'
import { adam, cosine, momentum, sgd } from '@assent/optimizers'
import { describeModel, describeOptimizer } from '@assent/testkit'

describeModel(mlp({ sizes: [2, 8, 3] }), { others: [mlp({ sizes: [2, 8, 3], activation: 'tanh' }), mlp({ sizes: [2, 8, 2] })] })
describeModel(mlp({ sizes: [1, 20, 20, 1], activation: 'tanh' }))
describeModel(convNet({ input: [8, 8, 1], classes: 3, blocks: 2, filters: 4 }), {
  others: [
    convNet({ input: [8, 8, 1], classes: 3, blocks: 2, filters: 4, bias: true }),
    convNet({ input: [8, 8, 1], classes: 3, blocks: 2, filters: 4, epsilon: 1e-3 }),
    convNet({ input: [8, 8, 1], classes: 3, blocks: 2, filters: 4, headStart: 'zero' }),
  ],
})
describeModel(convNet({ input: [8, 8, 1], classes: 3, blocks: 2, filters: 4, bias: true, head: 'mean', pool: false, stride: 2 }))
describeModel(conv4({ input: [16, 16, 1], classes: 5, filters: 4 }))
describeModel(conv4Strided({ input: [16, 16, 1], classes: 5, filters: 4 }))

const normed = (kind: NormKind) =>
  sequential({
    input: [6, 6, 2],
    layers: [
      conv({ filters: 4 }),
      norm(kind === 'group' ? { kind, groups: 2 } : { kind }),
      activation('tanh'),
      flat(),
      dense({ units: 3 }),
    ],
  })
describeModel(normed('batch'))
describeModel(normed('task'), { others: [normed('batch'), normed('layer')] })
describeModel(normed('layer'))
describeModel(normed('group'))
describeModel(normed('instance'))
describeModel(
  sequential({
    input: [5, 4],
    layers: [residual({ layers: [attention({ heads: 2 })] }), dropout({ rate: 0.5 }), gru({ units: 3 }), dense({ units: 2 })],
  }),
)

describeOptimizer(sgd(0.1), { golden: [{ rate: 0.5, directions: [[1, -2]], parameters: [[-0.5, 1]] }] })
describeOptimizer(momentum(cosine(0.1), { momentum: 0.5 }), {
  golden: [
    {
      rate: 0.5,
      directions: [
        [2, 0],
        [2, 4],
      ],
      // v = 2, then 0.5 · 2 + 2.
      parameters: [
        [-1, 0],
        [-2.5, -2],
      ],
    },
  ],
})
describeOptimizer(adam(0.1), {
  // m̂ and √v̂ are the direction itself in the first step: a move of the rate, against the sign (Kingma and Ba 2015).
  golden: [{ rate: 0.1, directions: [[3, -0.5]], parameters: [[-0.1, 0.1]], tolerance: 1e-8 }],
})

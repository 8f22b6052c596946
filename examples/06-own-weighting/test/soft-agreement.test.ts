// The proof that a plugin author would publish.

import { describeWeighting } from '@assent/testkit'
import { softAgreement } from '../src/index.js'

describeWeighting(softAgreement(), {
  sumsToOne: true,
  absoluteSumsToOne: true,
  neverNegative: true,
  identicalTasksUniform: true,
  // Scores 1 and 4: e^(1/4) and e^1, normalized.
  golden: [
    {
      displacements: [
        [1, 0],
        [0, 2],
      ],
      weights: [0.320821, 0.679179],
      tolerance: 1e-6,
    },
  ],
})

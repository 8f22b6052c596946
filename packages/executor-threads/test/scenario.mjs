// One small training on the built packages, as a process of its own: worker threads inherit the flags of the process
// that starts them, and a test runner's would send them to sources that Node cannot read.
// `node scenario.mjs KIND OPTIONS BACKEND`: OPTIONS of threads() as JSON, or `null` for one process. Prints the hash of θ, or
// the error.

import { createHash } from 'node:crypto'
import { AssentError, reference } from '@assent/autodiff'
import { simd } from '@assent/backend-simd'
import { createRng, initialState, metaTrain, nWay, save } from '@assent/core'
import { threads } from '@assent/executor-threads'
import { fomaml, innerSgd, maml } from '@assent/learners'
import { convNet, mlp } from '@assent/models'
import { adam } from '@assent/optimizers'
import { sinusoid } from '@assent/tasks-sinusoid'
import { cosineAgreement, gradientAgreement } from '@assent/weightings'

const noise = Array.from({ length: 5 }, (_, index) => ({
  name: `noise ${index}`,
  count: 20,
  copy: (example, into) => {
    const rng = createRng(index, 'noise', example)
    for (let i = 0; i < into.length; i++) into[i] = rng.normal() + index * Math.sin(i)
  },
}))

const kinds = {
  sine: {
    tasks: sinusoid(),
    model: mlp({ sizes: [1, 16, 16, 1], activation: 'tanh' }),
    learner: maml({ inner: innerSgd({ rate: 0.01 }), innerSteps: 2 }),
    weighting: gradientAgreement(),
  },
  images: {
    tasks: nWay({
      name: 'noise',
      settings: {},
      inputShape: [9, 9, 2],
      classes: { train: noise, validation: noise, test: noise },
      ways: 3,
      shots: { shots: 2, queries: 2, trainShots: 2, trainQueries: 2 },
    }),
    model: convNet({ input: [9, 9, 2], classes: 3, blocks: 2, filters: 8 }),
    learner: fomaml({ inner: innerSgd({ rate: 0.1 }), innerSteps: 2 }),
    weighting: cosineAgreement(),
  },
}

const renamed = async () => ({ ...(await simd()), name: 'renamed' })
const backends = { simd, renamed, reference }

const [, , kind, options, backend] = process.argv
const parsed = JSON.parse(options)
const run = { ...kinds[kind], optimizer: adam(0.001), backend: await backends[backend](), tasksPerStep: 7, metaSteps: 5, seed: 3 }
const state = initialState(run)
try {
  for await (const _ of metaTrain(run, { state, ...(parsed && { executor: threads(parsed) }) }));
  console.log(createHash('sha256').update(save(run, state)).digest('hex'))
} catch (error) {
  console.log(`${error.message} (${error instanceof AssentError ? error.kind : error.name})`)
}

// Ours: `session.propose` on episodes in memory and the mean of the updates, as the peers do; or, with `whole`, the
// complete meta-step with sampling, checks, votes and the outer optimizer.

import { setFlagsFromString } from 'node:v8'
import { cpu } from '@assent/backend-cpu'
import { simd } from '@assent/backend-simd'
import { simdFma } from '@assent/backend-simd/fma'
import { wasm } from '@assent/backend-wasm'
import { type Backend, type Experiment, initialState, uniformWeights } from '@assent/core'
import { inProcess, metaStep, sampleAssignments } from '@assent/core/tools'
import { threads } from '@assent/executor-threads'
import { adam } from '@assent/optimizers'
import { uniform } from '@assent/weightings'
import { type Opened, serve } from '../peer/serve.js'
import { partsOf } from '../work/problem.js'
import type { Work } from '../work/work.js'

export interface AssentOptions {
  readonly work: Work
  readonly backend: keyof typeof backends
  readonly workers: number
  readonly whole: boolean
}

const backends = { simd: () => simd(), 'simd-fma': () => simdFma(), wasm: () => wasm(), cpu } satisfies {
  [name: string]: () => Promise<Backend>
}

// For Node 20, which has relaxed SIMD behind a flag.
setFlagsFromString('--experimental-wasm-relaxed-simd')

/** Where worker threads get the backend. */
const modules: { readonly [name in keyof typeof backends]: readonly [module: string, name: string] } = {
  simd: ['@assent/backend-simd', 'simd'],
  'simd-fma': ['@assent/backend-simd/fma', 'simdFma'],
  wasm: ['@assent/backend-wasm', 'wasm'],
  cpu: ['@assent/backend-cpu', 'cpu'],
}

/** So small a rate that the work stays the same over thousands of steps. */
const OUTER_RATE = 1e-9

async function open({ work, backend, workers, whole }: AssentOptions): Promise<Opened> {
  const { tasks, model, learner } = partsOf(work)
  const run: Experiment = {
    tasks,
    model,
    learner,
    weighting: uniform(),
    optimizer: adam(OUTER_RATE),
    backend: await backends[backend](),
    tasksPerStep: work.tasks,
    metaSteps: 1,
    seed: 1,
  }
  const started = performance.now()
  const executor = workers === 1 ? inProcess() : threads({ workers, backend: modules[backend] })
  const session = await executor.open(run, work.tasks)
  const compileMilliseconds = performance.now() - started
  const state = initialState(run)
  const assignments = sampleAssignments(run, 0)
  const mean = async () => {
    const { updates } = await session.propose({ theta: state.parameters, assignments, schedule: [] })
    return updates.combine(uniformWeights(work.tasks))
  }
  return {
    version: '0.1.0',
    compileMilliseconds,
    step: whole ? () => metaStep(run, session, state) : mean,
    direction: async () => Float32Array.from(await mean()),
  }
}

await serve(open)

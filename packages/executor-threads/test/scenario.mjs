// One small training on the built packages, as a process of its own: worker threads inherit the flags of the process
// that starts them, and a test runner's would send them to sources that Node cannot read.
// `node scenario.mjs KIND OPTIONS BACKEND`: OPTIONS of threads() as JSON, or `null` for one process. Prints the hash of θ, or
// the error.

import { createHash } from 'node:crypto'
import { AssentError, reference } from '@assent/autodiff'
import { simd } from '@assent/backend-simd'
import { initialState, metaTrain, save } from '@assent/core'
import { threads } from '@assent/executor-threads'
import { kinds } from './kinds.mjs'

const renamed = async () => ({ ...(await simd()), name: 'renamed' })
const backends = { simd, renamed, reference }

const [, , kind, options, backend] = process.argv
const parsed = JSON.parse(options)
const run = { ...kinds[kind], backend: await backends[backend]() }
const state = initialState(run)
try {
  for await (const _ of metaTrain(run, { state, ...(parsed && { executor: threads(parsed) }) }));
  console.log(createHash('sha256').update(save(run, state)).digest('hex'))
} catch (error) {
  console.log(`${error.message} (${error instanceof AssentError ? error.kind : error.name})`)
}

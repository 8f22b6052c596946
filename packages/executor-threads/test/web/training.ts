// A small training to its end, in Node, in a page or in a worker of it.

import { AssentError, reference } from '@assent/autodiff'
import { simd } from '@assent/backend-simd'
import { type Backend, initialState, metaTrain } from '@assent/core'
import type { Executor } from '@assent/core/tools'
import { kinds } from '../kinds.mjs'

export const backends = {
  simd,
  reference,
  renamed: async (): Promise<Backend> => ({ ...(await simd()), name: 'renamed' }),
} as const

export interface Training {
  readonly kind: keyof typeof kinds
  /** @defaultValue simd */
  readonly backend?: keyof typeof backends
}

/** All values of θ, or the message of the error. */
export async function train(
  { kind, backend = 'simd' }: Training,
  executor?: () => Executor,
): Promise<readonly number[] | string> {
  try {
    const run = { ...kinds[kind], backend: await backends[backend]() }
    const state = initialState(run)
    for await (const _ of metaTrain(run, { state, ...(executor && { executor: executor() }) }));
    return Array.from(state.parameters)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return `${error.message} (${error instanceof AssentError ? error.kind : error.name})`
  }
}

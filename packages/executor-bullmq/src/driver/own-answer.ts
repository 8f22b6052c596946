// The driver's own answer to what it asked, where it doubts another's. It compiles the program when it first has to.

import { fail } from '@assent/autodiff'
import type { Problem } from '@assent/core'
import { type Adapter, createAdapter } from '../adapter.js'
import { type Answer, toFloats } from '../protocol/answer.js'
import type { BlockWork } from './block-work.js'
import type { SharedVectors } from './shared-vectors.js'

export interface OwnAnswers {
  answer(work: Pick<BlockWork, 'request'>): Promise<Answer>
  close(): Promise<void>
}

export function createOwnAnswers(problem: Problem, vectors: SharedVectors): OwnAnswers {
  let adapter: Adapter | undefined
  const get = (name: string) => {
    const bytes = vectors.get(name) ?? fail('the cluster', `a vector ${name}`, 'none', 'ask within the meta-step', 'missing')
    return toFloats(bytes, problem.backend.precision)
  }
  return {
    answer: async ({ request }) => {
      adapter ??= createAdapter(problem)
      const { theta, question } = request
      const vector = question.ask === 'dots' ? get(question.vector) : undefined
      return { hand: '', ...(await adapter.answer(request, { theta: get(theta), vector })) }
    },
    close: async () => adapter?.close(),
  }
}

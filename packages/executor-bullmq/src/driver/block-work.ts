// Work on a block of tasks: a request, and what an answer to it must look like.

import type { Answer, Expectation } from '../protocol/answer.js'
import { lengthsOf, type Vectors } from '../protocol/layout.js'
import { type Request, requestName } from '../protocol/request.js'
import { createWork, type Work } from './work.js'

/** A request, and who has the rows that it is about, if anybody has. */
export interface Asked {
  readonly request: Request
  readonly holder?: string | undefined
}

/** A request that is out. */
export interface BlockWork extends Asked, Work {
  readonly expected: Expectation
  readonly answer: Promise<Answer>
  readonly resolve: (answer: Answer) => void
}

/** What is waited for. */
export function workOn(asked: Asked, vectors: Vectors): BlockWork {
  const { request } = asked
  const name = requestName(request)
  const expected = { request: name, precision: vectors.precision, ...lengthsOf(request.question, request.count, vectors) }
  return { ...asked, expected, ...createWork<Answer>(name, request, placeOf(request)) }
}

/** Which tasks, in words. */
function placeOf({ first, count, step, seed }: Request): string {
  const tasks = count === 1 ? `task ${first}` : `tasks ${first} to ${first + count - 1}`
  return `${tasks} of meta-step ${step + 1}, seed ${seed}`
}

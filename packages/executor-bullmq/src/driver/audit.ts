// The audit: some answers are computed again here, as one that is well-formed and wrong is found out in no other way.

import { fail } from '@assent/autodiff'
import { type Answer, haveSameContent } from '../protocol/answer.js'
import type { BlockWork } from './block-work.js'
import type { OwnAnswers } from './own-answer.js'

/** @throws AssentError naming the worker whose answer is not the one that is computed here */
export type Audit = (work: BlockWork, found: Answer) => Promise<void>

/** @param share of all answers */
export function createAudit(own: OwnAnswers, share: number): Audit {
  return async (work, found) => {
    if (!isChosen(work, share) || haveSameContent(await own.answer(work), found)) return
    const where = `the answer for ${work.place}`
    const remedy = 'leave that worker out, and train again: what it answered before is in doubt, too'
    fail(where, 'what is computed here', `another answer from worker ${found.hand}`, remedy, 'damaged')
  }
}

/** By the name of what was asked, which is as good as drawn: whoever repeats the run chooses the same. */
function isChosen({ name }: BlockWork, share: number): boolean {
  return Number.parseInt(name.slice(0, 8), 16) < share * 2 ** 32
}

// What the page must show, computed here by the page's own engine.

import { simd } from '@assent/backend-simd'
import { runLane } from '../src/engine/lane.js'
import type { FromLane } from '../src/engine/messages.js'
import type { RuleName } from '../src/engine/rules.js'
import { rateOf, type VoteSettings } from '../src/vote-settings.js'

export interface Ending {
  /** As the page's table has it. */
  readonly text: string
  readonly score: number
  readonly badShare: number
}

const control = { turn: async () => {}, showsEach: () => false, watched: () => false, over: () => false }

/** A training of the Vote screen, to its end. */
export async function endingOf(settings: VoteSettings, rule: RuleName): Promise<Ending> {
  const messages: FromLane[] = []
  const { learner, metaSteps, seed, seats } = settings
  const setup = { learner, metaSteps, seed, seats, rule, rate: rateOf(settings, rule) }
  await runLane(setup, await simd(), control, (message) => messages.push(message))
  const done = messages.find((message) => message.kind === 'done')
  if (!done) throw new Error(`the training did not end: ${JSON.stringify(messages.at(-1))}`)
  const shares = messages.flatMap((message) => (message.kind === 'progress' ? message.badShares : []))
  return {
    text: `${done.score.toFixed(3)} ± ${done.interval.toFixed(3)}`,
    score: done.score,
    badShare: shares.reduce((sum, share) => sum + share, 0) / shares.length,
  }
}

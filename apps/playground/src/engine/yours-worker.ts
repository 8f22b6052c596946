// A training under a weighting that comes as text. Only ever started within the sandboxed frame: see sandbox.html.

import { simd } from '@assent/backend-simd'
import { defineWeighting, type GramAgreement, type Weights } from '@assent/core'
import { failedBy } from './failure.js'
import { runLane } from './lane.js'
import type { FromLane } from './messages.js'
import type { LaneSetup } from './setup.js'

export interface ToYours {
  readonly setup: LaneSetup
  /** The body of `(agreement) => weights`. */
  readonly code: string
}

type Weigh = (agreement: GramAgreement) => Weights

const post = (message: FromLane) => postMessage(message)

addEventListener('message', async ({ data: { setup, code } }: MessageEvent<ToYours>) => {
  let weigh: Weigh
  try {
    weigh = new Function('agreement', `'use strict'\n${code}`) as Weigh
  } catch (error) {
    post(failedBy(error))
    return
  }
  const control = { turn: async () => {}, showsEach: () => false, watched: () => true, over: () => false }
  await runLane(setup, await simd(), control, post, defineWeighting({ name: 'yours', needs: 'gram', weigh }))
})

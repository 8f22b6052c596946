// Calls are run in stretches, between which others may get a turn: one task of many large images takes a third of a second.

import { type Call, lengthOf } from '../schedule/call.js'

/** Words of calls that run without a pause. */
export interface Stretch {
  readonly from: number
  readonly end: number
}

/** Multiplications and additions of a stretch: five milliseconds or so. */
const ENOUGH = 2 ** 28

/** Cuts calls, the words of which begin at `first`, after each that makes enough of them. */
export function stretchesOf(calls: readonly Call[], first: number): Stretch[] {
  const stretches: Stretch[] = []
  let [from, end, flops] = [first, first, 0]
  for (const [place, call] of calls.entries()) {
    end += lengthOf(call)
    flops += call.flops
    if (flops < ENOUGH && place < calls.length - 1) continue
    stretches.push({ from, end })
    ;[from, flops] = [end, 0]
  }
  return stretches
}

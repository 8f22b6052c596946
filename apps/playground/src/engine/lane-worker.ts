// The worker of a lane: one training at a time, which a new start ends.

import { simd } from '@assent/backend-simd'
import { type LaneControl, runLane } from './lane.js'
import type { FromLane, Pace, ToLane } from './messages.js'

const backend = simd()

let current: { setPace(pace: Pace): void; step(): void; setWatched(watched: boolean): void; end(): void } | undefined

function post(message: FromLane): void {
  postMessage(message)
}

/** Lets a training go at a pace that can be changed while it runs. */
function controlled(first: Pace, watchedFirst: boolean) {
  let pace = first
  let watched = watchedFirst
  let over = false
  let allowed = 0
  let wake = () => {}
  const change = (work: () => void) => {
    work()
    wake()
  }
  const control: LaneControl = {
    turn: async () => {
      if (typeof pace === 'number') await new Promise<void>((resolve) => setTimeout(resolve, 1000 / Number(pace)))
      while (pace === 'paused' && allowed === 0 && !over) await new Promise<void>((resolve) => (wake = resolve))
      allowed = Math.max(0, allowed - 1)
    },
    showsEach: () => pace !== 'full',
    watched: () => watched,
    over: () => over,
  }
  return {
    control,
    setPace: (next: Pace) => change(() => (pace = next)),
    setWatched: (next: boolean) => change(() => (watched = next)),
    step: () => change(() => allowed++),
    end: () => change(() => (over = true)),
  }
}

let last: Promise<void> = Promise.resolve()

addEventListener('message', ({ data }: MessageEvent<ToLane>) => {
  if (data.kind === 'start') {
    current?.end()
    const mine = controlled(data.pace, data.watched)
    current = mine
    last = last.then(async () => {
      if (!mine.control.over()) await runLane(data.setup, await backend, mine.control, post)
    })
  } else if (data.kind === 'pace') current?.setPace(data.pace)
  else if (data.kind === 'step') current?.step()
  else current?.setWatched(data.watched)
})

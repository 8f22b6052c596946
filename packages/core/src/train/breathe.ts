// Lets the rest of the process live: a backend that never waits would hold back timers, signals, clicks and requests
// until the last step.

/** How long work may go on, in milliseconds, before others get their turn. */
const WITHOUT_PAUSE = 50

/** What Node and browsers both have, by whatever name comes first. */
const host = globalThis as {
  readonly setImmediate?: (then: () => void) => unknown
  readonly setTimeout?: (then: () => void) => unknown
}

/** A function to await between steps of long work: gives others a turn when it is time. */
export function breather(): () => Promise<void> {
  const later = host.setImmediate ?? host.setTimeout
  let last = Date.now()
  return async () => {
    if (later === undefined || Date.now() - last < WITHOUT_PAUSE) return
    await new Promise<void>((resolve) => later(resolve))
    last = Date.now()
  }
}

// Lets the rest of the process live: a backend that never waits would hold back timers, signals, clicks and requests
// until the last step.

/** How long work may go on, in milliseconds, before others get their turn. */
const WITHOUT_PAUSE = 50

/** What Node and browsers have, though the language does not: by whatever name comes first, and a clock that is never set back. */
declare const setImmediate: ((then: () => void) => unknown) | undefined
declare const setTimeout: (then: () => void) => unknown
declare const performance: { now(): number }

/** A function to await between steps of long work: gives others a turn when it is time. */
export function breather(): () => Promise<void> {
  const later = typeof setImmediate === 'function' ? setImmediate : setTimeout
  let last = performance.now()
  return async () => {
    if (performance.now() - last < WITHOUT_PAUSE) return
    await new Promise<void>((resolve) => later(resolve))
    last = performance.now()
  }
}

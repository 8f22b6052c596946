// Spreads drawing over frames, so that none of them has to show everything: one kind of news in each, the latest of its kind.

/** Does some work in a frame of its own; what was to be done for the same name before is not done any more. */
export type Pace = (name: string, work: () => void) => void

/** `request` asks for the next frame. */
export function paceFrames(request: (callback: () => void) => unknown = requestAnimationFrame): Pace {
  const waiting = new Map<string, () => void>()
  const next = (): void => {
    const [first] = waiting
    if (!first) return
    const [name, work] = first
    waiting.delete(name)
    work()
    if (waiting.size > 0) request(next)
  }
  return (name, work) => {
    if (waiting.size === 0) request(next)
    waiting.set(name, work)
  }
}

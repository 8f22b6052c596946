// Ctrl-C, and a reader who stops reading, as `head` does: the first asks to stop after this step, so that everything is saved;
// a second signal stops at once.

/** The exit code of a command that was stopped. */
export const STOPPED = 130

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Asks the work under way to stop; undefined when there is none that could save something. */
let askToStop: (() => void) | undefined

/** What signals do while some work is under way. */
export interface Interrupt {
  /** Whether the work is to stop after this step. */
  readonly shouldStop: () => boolean
  /** There is something to save from now on: a signal asks to stop, and the work answers after its step. */
  hold(): void
  /** There is nothing to save: a signal ends the process at once, also while it compiles or judges. */
  release(): void
}

/**
 * Runs `work`, which holds signals as long as it has something to save.
 *
 * @param note tells whoever sent a signal at once that it was heard: a step may take seconds
 */
export async function withInterrupt<Result>(
  note: (line: string) => void,
  work: (interrupt: Interrupt) => Promise<Result>,
): Promise<Result> {
  let requested = false
  const ask = () => {
    requested = true
  }
  const stop = () => {
    if (requested) process.exit(STOPPED)
    ask()
    note('stopping after this step, to save it; a second signal stops at once')
  }
  const release = () => {
    for (const signal of signals) process.off(signal, stop)
    askToStop = undefined
  }
  // Listening anew with each step would lose signals: Node drops those that came before a listener was taken away.
  const hold = () => {
    if (askToStop === ask) return
    for (const signal of signals) process.on(signal, stop)
    askToStop = ask
  }
  try {
    return await work({ shouldStop: () => requested, hold, release })
  } finally {
    release()
  }
}

/** How often to look whether work is asked to stop, in milliseconds. */
const LOOK = 50

/** Acts once when work is asked to stop that is done elsewhere; returns how to look no longer. */
export function whenAsked({ shouldStop }: Interrupt, act: () => void): () => void {
  const timer = setInterval(() => {
    if (!shouldStop()) return
    clearInterval(timer)
    act()
  }, LOOK)
  return () => clearInterval(timer)
}

/** Ends the command when nobody reads its output any more, as Ctrl-C would. */
export function stopWhenUnread(stream: NodeJS.WriteStream): void {
  stream.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') process.exit(1)
    if (!askToStop) process.exit(STOPPED)
    askToStop()
  })
}

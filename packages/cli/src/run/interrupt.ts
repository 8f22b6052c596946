// Ctrl-C, and a reader who stops reading, as `head` does: the first asks to stop after this step, so that everything is saved;
// a second signal stops at once.

/** The exit code of a command that was stopped. */
export const STOPPED = 130

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Asks the work under way to stop; undefined when there is none that could save something. */
let askToStop: (() => void) | undefined

/** Runs `work`, which asks `shouldStop` between steps. */
export async function withInterrupt<Result>(work: (shouldStop: () => boolean) => Promise<Result>): Promise<Result> {
  let requested = false
  const stop = () => {
    if (requested) process.exit(STOPPED)
    requested = true
  }
  askToStop = () => {
    requested = true
  }
  for (const signal of signals) process.on(signal, stop)
  try {
    return await work(() => requested)
  } finally {
    for (const signal of signals) process.off(signal, stop)
    askToStop = undefined
  }
}

/** Ends the command when nobody reads its output any more, as Ctrl-C would. */
export function stopWhenUnread(stream: NodeJS.WriteStream): void {
  stream.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') process.exit(1)
    if (!askToStop) process.exit(STOPPED)
    askToStop()
  })
}

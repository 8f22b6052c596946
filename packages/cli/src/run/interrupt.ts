// Ctrl-C: the first asks to stop after this step, so that everything is saved; the second stops at once.

/** The exit code of a command that was stopped. */
export const STOPPED = 130

/** Runs `work`, which asks `shouldStop` between steps. */
export async function withInterrupt<Result>(work: (shouldStop: () => boolean) => Promise<Result>): Promise<Result> {
  let requested = false
  const stop = () => {
    if (requested) process.exit(STOPPED)
    requested = true
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  try {
    return await work(() => requested)
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
}

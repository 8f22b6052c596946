// Ctrl-C: the first asks to stop after this step, so that everything is saved; the second stops at once.

export interface Interrupt {
  readonly requested: () => boolean
  dispose(): void
}

export function listenForInterrupt(): Interrupt {
  let requested = false
  const stop = () => {
    if (requested) process.exit(130)
    requested = true
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return {
    requested: () => requested,
    dispose: () => {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
    },
  }
}

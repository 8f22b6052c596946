// Where text goes: standard output for results, standard error for progress and messages.

export interface Terminal {
  /** A line of the result. */
  out(line: string): void
  /** A line for whoever watches. */
  note(line: string): void
  /** Replaces the last line on a terminal; nothing elsewhere. */
  redraw(line: string): void
  /** Whether progress is watched on a terminal. */
  readonly isLive: boolean
}

/** Says nothing. */
export const silent: Terminal = { isLive: false, out: () => {}, note: () => {}, redraw: () => {} }

/** Tells lines to whoever watches elsewhere, as to somebody at a terminal; `lasting` when one is not replaced by the next. */
export const tellLines = (tell: (text: string, lasting: boolean) => void): Terminal => ({
  isLive: true,
  out: (text) => tell(text, true),
  note: (text) => tell(text, true),
  redraw: (text) => tell(text, false),
})

/** Text from files and names may hold commands for a terminal: they are shown, and not obeyed. */
export function visible(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** The process's own streams. With `json`, standard output holds the one document alone. */
export function processTerminal(json: boolean): Terminal {
  const { stdout, stderr } = process
  const stream = json ? stderr : stdout
  const isLive = Boolean(stream.isTTY)
  let drawn = false
  const print = (to: NodeJS.WriteStream, line: string) => {
    if (drawn) stream.write('\r\x1b[2K')
    drawn = false
    to.write(`${visible(line)}\n`)
  }
  return {
    isLive,
    out: (line) => print(stdout, line),
    note: (line) => print(stream, line),
    redraw: (line) => {
      if (!isLive) return
      stream.write(`\r\x1b[2K${line.slice(0, (stream.columns || 80) - 1)}`)
      drawn = true
    },
  }
}

// Command lines as a user would type them.

/** The same command again, with `words` added where they are not there yet. */
export function repeatCommand(command: readonly string[], ...words: readonly string[]): string {
  return showCommand([...command, ...words.filter((word) => !command.includes(word))])
}

/** The command without the words that only say where results go and how they are shown. */
export function plainCommand(command: readonly string[]): string {
  const kept = command.filter((word, place) => command[place - 1] !== '--out' && !/^--(out|resume|json)(=|$)/.test(word))
  return showCommand(kept)
}

/** `assent` and its words. */
export function showCommand(words: readonly string[]): string {
  return showWords(['assent', ...words])
}

/** Words of a command line, quoted for a shell where they need it. */
export function showWords(words: readonly string[]): string {
  return words.map((word) => (/^[\w./:=@,#%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ')
}

// Command lines as a user would type them.

/** The same command again, with `words` added where they are not there yet. */
export function repeatCommand(command: readonly string[], ...words: readonly string[]): string {
  return showCommand([...command, ...words.filter((word) => !command.includes(word))])
}

/** The command without the words that only say where results go, how they are shown, and over how many processes they are made. */
export function plainCommand(command: readonly string[]): string {
  const isValue = (place: number) => ['--out', '--jobs'].includes(command[place - 1] ?? '')
  const kept = command.filter((word, place) => !isValue(place) && !/^--(out|jobs|resume|json)(=|$)/.test(word))
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

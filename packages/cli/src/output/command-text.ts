// Command lines as a user would type them.

/** The same command again, with `words` added where they are not there yet. */
export function repeatCommand(command: readonly string[], ...words: readonly string[]): string {
  return showCommand([...command, ...words.filter((word) => !command.includes(word))])
}

/** What only says where results go and who makes them, with a value after it. */
const withValue = ['out', 'jobs', 'workers', 'cluster', 'password-file']
const alone = ['resume', 'json', 'split']
const aside = new RegExp(`^--(${[...withValue, ...alone].join('|')})(=|$)`)

/** The command without the words that only say where results go, how they are shown, and who makes them. */
export function plainCommand(command: readonly string[]): string {
  const isValue = (place: number) => withValue.some((name) => command[place - 1] === `--${name}`)
  return showCommand(command.filter((word, place) => !isValue(place) && !aside.test(word)))
}

/** `assent` and its words. */
export function showCommand(words: readonly string[]): string {
  return showWords(['assent', ...words])
}

/** Words of a command line, quoted for a shell where they need it. */
export function showWords(words: readonly string[]): string {
  return words.map((word) => (/^[\w./:=@,#%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ')
}

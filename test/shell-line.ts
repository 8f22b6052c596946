// A line of shell, as far as pages use it: commands of words, one after the other, and a comment.

/** The words of each command of a line. Quotes are kept together, and everything after a # that begins a word is left out. */
export function commandsOf(line: string): string[][] {
  const words = line.match(/"[^"]*"|'[^']*'|&&|;|#.*|[^\s;]+/g) ?? []
  const commands: string[][] = [[]]
  for (const word of words) {
    if (word.startsWith('#')) break
    if (word === '&&' || word === ';') commands.push([])
    else commands.at(-1)?.push(word.replace(/^(["'])(.*)\1$/, '$2'))
  }
  return commands.filter((command) => command.length > 0)
}

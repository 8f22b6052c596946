// What READMEs and pages show between fences. A fence says what it is by its first line:
// ```js, ```ts           a program: runs as printed, and prints the arrays that its comments show
// ```ts no-run           what needs data, installations or a test runner: checked by its types alone
// ```ts file=NAME.ts     a program as well, and a file of that name for the later fences of its page
// ```sh                  commands, each of which a reader can type (commands.ts)
// ```json                is JSON; json examples and json map: such as `--examples` and `--map` read
// ```text and others     shown alone

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface Fence {
  /** The page and the line where it begins. */
  readonly name: string
  readonly language: 'js' | 'ts'
  readonly runs: boolean
  /** Its name beside the other fences of its page. */
  readonly file: string
  /** The folder of its page's fences. */
  readonly folder: string
  readonly code: string
}

/** Pages that are kept, but for what is no page of ours. */
export function pages(root: string): string[] {
  const listed = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' }).trim().split('\n')
  return listed.filter((page) => !page.startsWith('.changeset/'))
}

/** What stands between two fences. */
export interface Block {
  readonly page: string
  /** The line of its first fence. */
  readonly line: number
  readonly language: string
  /** What else its first line says. */
  readonly word: string | undefined
  readonly code: string
}

/** Languages by the names that they have here. */
const languages = ['js', 'ts', 'sh', 'json', 'text', 'mermaid', 'python', 'csv', 'html']

/** All blocks of a page. A block without a known language is refused, and one that never ends or begins inside a line. */
export function blocksOf(page: string, text: string): Block[] {
  const blocks: Block[] = []
  const lines = text.split('\n')
  for (let line = 0; line < lines.length; line++) {
    const [, indent, language, word] = /^(\s*)```(\S*)(?: (.+))?$/.exec(lines[line] ?? '') ?? []
    if (language === undefined) continue
    const refuse = (why: string): never => {
      throw new Error(`${page}:${line + 1}: ${why}`)
    }
    if (indent) refuse('a fence begins its line, or nothing checks it')
    if (!languages.includes(language)) refuse(`a fence says one of ${languages.join(', ')}; found ${language || 'nothing'}`)
    const end = lines.indexOf('```', line + 1)
    if (end < 0) refuse('a fence without an end')
    blocks.push({ page, line: line + 1, language, word, code: `${lines.slice(line + 1, end).join('\n')}\n` })
    line = end
  }
  return blocks
}

/** The `js` and `ts` fences of a page. Words that no fence has a meaning for are refused. */
export function fencesOf(page: string, text: string): Fence[] {
  return blocksOf(page, text).flatMap(({ line, language, word, code }) => {
    if (language !== 'js' && language !== 'ts') return []
    const file = /^file=([\w-]+\.ts)$/.exec(word ?? '')?.[1]
    const name = `${page}:${line}`
    if (word && !file && !(language === 'ts' && word === 'no-run')) throw new Error(`${name}: what does ${word} mean?`)
    const place = { file: file ?? `line-${line}.${language}`, folder: page.replace(/[/.]/g, '-') }
    return { name, language, runs: word !== 'no-run', ...place, code }
  })
}

export function readFences(root: string): Fence[] {
  return pages(root).flatMap((page) => fencesOf(page, readFileSync(`${root}${page}`, 'utf8')))
}

/** The arrays that the comments of a program say it prints. */
export const claimsOf = (code: string): string[] => [...code.matchAll(/\/\/ (\[.*\])$/gm)].map(([, claim]) => claim ?? '')

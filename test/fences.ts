// The code that READMEs and pages show. A fence says what it is by its first line:
// ```js, ```ts           a program: runs as printed, and prints the arrays that its comments show
// ```ts no-run           what needs data, installations or a test runner: checked by its types alone
// ```ts file=NAME.ts     a program as well, and a file of that name for the later fences of its page

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

/** The `js` and `ts` fences of a page. Words that no fence has a meaning for are refused, as is a fence that never ends. */
export function fencesOf(page: string, text: string): Fence[] {
  const fences: Fence[] = []
  const lines = text.split('\n')
  for (let line = 0; line < lines.length; line++) {
    const [, language, ...words] = /^```(\S*)(?: (\S+))?(?: (.+))?$/.exec(lines[line] ?? '') ?? []
    if (language === undefined) continue
    const end = lines.indexOf('```', line + 1)
    if (end < 0) throw new Error(`${page}:${line + 1}: a fence without an end`)
    const [word] = words.filter(Boolean)
    const file = /^file=([\w-]+\.ts)$/.exec(word ?? '')?.[1]
    const code = `${lines.slice(line + 1, end).join('\n')}\n`
    if (/^(javascript|typescript|jsx|tsx|mjs|mts)$/i.test(language)) throw new Error(`${page}:${line + 1}: write js or ts`)
    if (language === 'js' || language === 'ts') {
      if (word && !file && !(language === 'ts' && word === 'no-run'))
        throw new Error(`${page}:${line + 1}: what does ${word} mean?`)
      fences.push({
        name: `${page}:${line + 1}`,
        language,
        runs: word !== 'no-run',
        file: file ?? `line-${line + 1}.${language}`,
        folder: page.replace(/[/.]/g, '-'),
        code,
      })
    }
    line = end
  }
  return fences
}

export function readFences(root: string): Fence[] {
  return pages(root).flatMap((page) => fencesOf(page, readFileSync(`${root}${page}`, 'utf8')))
}

/** The arrays that the comments of a program say it prints. */
export const claimsOf = (code: string): string[] => [...code.matchAll(/\/\/ (\[.*\])$/gm)].map(([, claim]) => claim ?? '')

// Commands and JSON that READMEs and pages show are such as a reader can use.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parseMap } from '../packages/cli/src/config/start.js'
import { parseJson } from '../packages/cli/src/examples/json.js'
import { makeProgram } from '../packages/cli/src/program.js'
import { checkCommands, checkMentions } from './commands.js'
import { type Block, blocksOf, pages } from './fences.js'
import { commandsOf } from './shell-line.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const all = pages(root).map((page) => {
  const text = readFileSync(`${root}${page}`, 'utf8')
  return { page, text, blocks: blocksOf(page, text) }
})
const shell = (...lines: string[]): Block[] => [
  { page: 'page.md', line: 4, language: 'sh', word: undefined, code: lines.join('\n') },
]

/** What is wrong with a page's JSON. */
function checkJson({ page, line, word, code }: Block): string[] {
  const where = `${page}:${line}`
  const readers = new Map<string | undefined, (where: string, text: string) => unknown>([
    [undefined, (_, text) => JSON.parse(text)],
    ['examples', parseJson],
    ['map', parseMap],
  ])
  const read = readers.get(word)
  if (!read) return [`${where}: what does ${word} mean?`]
  try {
    read(where, code)
    return []
  } catch (error) {
    return [`${where}: ${(error as Error).message}`]
  }
}

describe('on every page', () => {
  it('commands exist, with their options', async () => {
    expect((await Promise.all(all.map(({ blocks }) => checkCommands(root, blocks)))).flat()).toEqual([])
    expect(all.flatMap(({ blocks }) => blocks.filter(({ language }) => language === 'sh')).length).toBeGreaterThan(8)
  })

  it('sentences mention such as exist', () => {
    expect(all.flatMap(({ page, text }) => checkMentions(root, page, text))).toEqual([])
  })

  it('JSON is JSON', () => {
    expect(all.flatMap(({ blocks }) => blocks.filter(({ language }) => language === 'json').flatMap(checkJson))).toEqual([])
  })

  it('the help of each command shows such as it reads', async () => {
    const helps = makeProgram(() => async () => {}).commands.map((command) => {
      let help = ''
      command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp()
      return help
    })
    const examples = helps.flatMap((help) => help.match(/^ {2}assent .+/gm) ?? [])
    expect(examples.length).toBeGreaterThan(15)
    expect(await checkCommands(root, shell(...examples))).toEqual([])
  })
})

describe('the check', () => {
  it('reads a line as a shell does', () => {
    expect(commandsOf('npm ci && npm run "a b"; cd x   # words && more')).toEqual([
      ['npm', 'ci'],
      ['npm', 'run', 'a b'],
      ['cd', 'x'],
    ])
    expect(commandsOf('assent train --weighting my-package#one:mu=1')).toEqual([
      ['assent', 'train', '--weighting', 'my-package#one:mu=1'],
    ])
    expect(commandsOf('  # only words')).toEqual([])
  })

  it('passes what is right', async () => {
    const lines = [
      'npm ci && npm run lint',
      'npm install @assent/core create-assent @tensorflow/tfjs-node@4.22.0',
      'npm run build -w @assent/playground',
      'npx assent train --preset tides --steps 10',
      'npm create assent rooms -- --kind table --for both',
      'cd rooms',
      'npm install',
      'npm run dev && node adapt.js',
    ]
    expect(await checkCommands(root, shell(...lines))).toEqual([])
  })

  it.each([
    ['npm run no-such-script', 'assent-monorepo has no script no-such-script'],
    ['npm run rates', 'assent-monorepo has no script rates'],
    ['npm run lint -w @assent/playground', '@assent/playground has no script lint'],
    ['npm run lint -w @assent/none', 'no workspace @assent/none'],
    ['npm start', 'assent-monorepo has no script start'],
    ['npm install @assent/none', 'no package @assent/none'],
    ['npm install @assent/playground', 'no package @assent/playground'],
    ['npm install sharp@0.1.0', /no package sharp@0\.1\.0; ours ask for \d/],
    ['npm outdated', 'no command of npm that a page may show'],
    ['npm create assent rooms -- --kind tabel', "a kind among table, images, sines; found 'tabel'"],
    ['npm create assent rooms -- --sort table', "Unknown option '--sort'"],
    ['assent learn', "unknown command 'learn'"],
    ['assent train --pre-set tides', "unknown option '--pre-set'"],
    ['assent train --steps many', "a whole number of at least 1; found 'many'"],
    ['assent adapt --examples a.csv', "required option '--checkpoint <file>' not specified"],
    ['npx assent export', "missing required argument 'run'"],
    ['npm ci && npx tsc', 'no command that a page may show'],
    ['cd nowhere', 'no folder nowhere'],
    ['node tools/none.mjs', 'no file tools/none.mjs'],
  ])('finds what is wrong with %s', async (line, message) => {
    const [found, ...others] = await checkCommands(root, shell('', line))
    expect(others).toEqual([])
    expect(found).toMatch(/^page\.md:6: /)
    expect(found).toMatch(message)
  })

  it('finds what a sentence mentions and is not', () => {
    const right =
      'Say `npm run lint -- --colors`, `npx assent train --preset tides`, `assent evaluate --backends` or `npm run rates -w @assent/playground`.'
    expect(checkMentions(root, 'docs/page.md', `${right}\n\n\`\`\`text\n\`npm run no\`\n\`\`\`\n`)).toEqual([])
    const wrong = ['npm run rates', 'assent learn', 'assent train --pre-set tides']
    const found = wrong.flatMap((line) => checkMentions(root, 'docs/page.md', `One \`${line}\` more`))
    expect(found).toEqual(wrong.map((line) => `docs/page.md: ${line}`))
    expect(checkMentions(root, 'apps/playground/README.md', '`npm run rates`')).toEqual([])
  })

  it.each([
    [undefined, '{"a": 1,}', /^page\.md:4: .*JSON/],
    ['examples', '{"support": {"x": [[1]]}}', /^page\.md:4\b.*expected/],
    ['map', '{"w0": {"form": "a"}}', /^page\.md:4\b.*found w0/],
    ['later', '{}', /what does later mean/],
  ])('finds what is wrong with json %s %s', (word, code, message) => {
    expect(checkJson({ page: 'page.md', line: 4, language: 'json', word, code })).toEqual([expect.stringMatching(message)])
  })
})

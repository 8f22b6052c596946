// The commands that READMEs and pages show, each looked up where a reader's would be: scripts in package.json, options in the
// command line's own description of them, packages among ours. Blocks of a page follow one another, as for a reader: after
// `npm create assent rooms` and `cd rooms`, scripts and files are those of the project that was written.

import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeProgram } from '../packages/cli/src/program.js'
import { readArguments } from '../packages/create-assent/src/arguments.js'
import { createProject, type ProjectKind, type ProjectUse } from '../packages/create-assent/src/index.js'
import type { Block } from './fences.js'
import { commandsOf } from './shell-line.js'
import { type Place, placeAt, workspacesOf } from './workspaces.js'

type Words = readonly string[]

/** What is wrong with the commands of a page's `sh` blocks, each with its place; empty if nothing is. */
export async function checkCommands(root: string, blocks: readonly Block[]): Promise<string[]> {
  const wrong: string[] = []
  const temporary = mkdtempSync(join(tmpdir(), 'assent-commands-'))
  const type = promptAt(root, temporary)
  for (const { page, line, code } of blocks.filter(({ language }) => language === 'sh')) {
    for (const [index, text] of code.split('\n').entries()) {
      for (const words of commandsOf(text)) {
        await type(words).catch((error: Error) => {
          wrong.push(`${page}:${line + 1 + index}: ${words.join(' ')}: ${error.message.trim()}`)
        })
      }
    }
  }
  rmSync(temporary, { recursive: true })
  return wrong
}

/** Takes one command after the other, beginning in the repository; throws what a reader would run into. */
function promptAt(root: string, temporary: string): (words: Words) => Promise<void> {
  const workspaces = workspacesOf(root)
  let place = placeAt(root)
  const enter = (folder = '') => {
    const found = [join(temporary, folder), join(place.folder, folder)].find((path) => existsSync(join(path, 'package.json')))
    if (!found) throw new Error(`no folder ${folder} with a package.json`)
    place = placeAt(found)
  }
  const needFile = (file = '') => {
    if (!existsSync(join(place.folder, file))) throw new Error(`no file ${file}`)
  }
  const npm = ([command = '', ...words]: Words) => {
    if (command === 'ci') return
    if (command === 'install') for (const name of words) checkPackage(name, workspaces)
    else if (command === 'test' || command === 'start') checkScript(command, place)
    else if (command === 'run') checkRun(words, place, workspaces)
    else if (command === 'create' && words[0] === 'assent') create(words.slice(1), temporary)
    else throw new Error(`no command of npm that a page may show`)
  }
  const programs = new Map<string, (words: Words) => unknown>([
    ['assent', checkAssent],
    ['bash', ([file]) => needFile(file)],
    ['cd', ([folder]) => enter(folder)],
    ['node', ([file]) => needFile(file)],
    ['npm', npm],
  ])
  const type = async ([name = '', ...words]: Words): Promise<void> => {
    const program = programs.get(name)
    if (!program) throw new Error('no command that a page may show')
    await program(words)
  }
  programs.set('npx', type)
  return type
}

/** What is wrong with the commands that the sentences of a page mention in backticks: scripts, commands and options by name. */
export function checkMentions(root: string, page: string, text: string): string[] {
  const workspaces = workspacesOf(root)
  const places = [placeAt(root), ...workspaces.filter(({ folder }) => join(root, page).startsWith(`${folder}/`))]
  const { commands } = makeProgram(() => async () => {})
  const isWrong = ([program, ...words]: Words) => {
    if (program === 'npm' && words[0] === 'run') {
      const workspace = workspaces.find(({ manifest }) => manifest.name === words[words.indexOf('-w') + 1])
      return ![...places, ...(workspace ? [workspace] : [])].some(({ manifest }) => manifest.scripts?.[words[1] ?? ''])
    }
    if (program !== 'assent') return false
    const command = commands.find((own) => own.name() === words[0])
    return !command || words.some((word) => word.startsWith('--') && !command.options.some((own) => own.long === word))
  }
  const mentioned = [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/`(?:npx )?((?:npm run|assent) [^`]+)`/g)]
  return mentioned.flatMap(([, line = '']) => (commandsOf(line).some(isWrong) ? [`${page}: ${line}`] : []))
}

/** Has the command line read the words, as it does before it begins. */
async function checkAssent(words: Words): Promise<void> {
  const program = makeProgram(() => async () => {})
  for (const command of [program, ...program.commands]) command.configureOutput({ writeErr: () => {} })
  await program.parseAsync([...words], { from: 'user' })
}

/** `npm run SCRIPT`, here or with `-w` in a workspace. */
function checkRun(words: Words, place: Place, workspaces: readonly Place[]): void {
  const own = words.slice(0, words.includes('--') ? words.indexOf('--') : undefined)
  const at = own.findIndex((word) => word === '-w' || word === '--workspace')
  const workspace = at < 0 ? place : workspaces.find(({ manifest }) => manifest.name === own[at + 1])
  if (!workspace) throw new Error(`no workspace ${own[at + 1]}`)
  const [script = ''] = at === 0 ? own.slice(2) : own
  checkScript(script, workspace)
}

function checkScript(script: string, { manifest }: Place): void {
  if (!manifest.scripts?.[script]) throw new Error(`${manifest.name} has no script ${script}`)
}

/** A package of ours that is published, or one of another's at the version that ours ask for. */
function checkPackage(text: string, workspaces: readonly Place[]): void {
  const [, name = '', version] = /^(@?[^@]+)(?:@(.+))?$/.exec(text) ?? []
  const own = workspaces.find(({ manifest }) => manifest.name === name)
  if (own && !own.manifest.private && !version) return
  const asked = workspaces.flatMap(({ manifest }) =>
    [manifest.dependencies, manifest.peerDependencies].flatMap((all) => all?.[name] ?? []),
  )
  if (own || !version || !asked.includes(version)) {
    throw new Error(`no package ${text}${asked.length > 0 ? `; ours ask for ${[...new Set(asked)].join(', ')}` : ''}`)
  }
}

/** Writes the project that `npm create assent` would, so that later commands are typed in it. */
function create(words: Words, temporary: string): void {
  const { values, positionals } = readArguments(words.filter((word) => word !== '--'))
  const [name = ''] = positionals
  createProject({ folder: join(temporary, name), kind: values.kind as ProjectKind, use: (values.for ?? 'both') as ProjectUse })
}

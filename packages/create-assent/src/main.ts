// `npm create assent FOLDER -- --kind table --page`; what is not said is asked, where there is somebody to ask.

import { basename, relative, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { AssentError } from '@assent/core'
import { readArguments } from './arguments.js'
import { createProject, type ProjectKind } from './create-project.js'

const help = `npm create assent [folder] -- [options]

  --kind <name>   table or images (to be replaced by your own), or sines
  --page          a page beside the commands (Vite); --no-page for none

What is not given is asked, or is a table without a page where nobody can answer.`

async function run(): Promise<void> {
  const { values, positionals } = readArguments(process.argv.slice(2))
  if (values.help) return console.log(help)
  const asking = process.stdin.isTTY ? createInterface({ input: process.stdin, output: process.stdout }) : undefined
  const ask = async (question: string, otherwise: string) => (await asking?.question(`${question} (${otherwise}) `)) || otherwise
  const folder = resolve(positionals[0] ?? (await ask('Which folder?', 'my-assent')))
  const kind = values.kind ?? (await ask('Learn from a table, from images or from sines?', 'table'))
  const page = values.page ?? /^y/i.test(await ask('With a page?', 'no'))
  asking?.close()
  const files = createProject({ folder, kind: kind as ProjectKind, page })
  const place = relative(process.cwd(), folder) || '.'
  console.log(`${basename(folder)}: ${files.join(', ')}\n\nnext: cd ${place} && npm install && npm start`)
}

try {
  await run()
} catch (error) {
  const isTold = error instanceof AssentError || (error instanceof TypeError && 'code' in error)
  if (!isTold) throw error
  console.error(error.message)
  process.exitCode = 1
}

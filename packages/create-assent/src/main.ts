// `npm create assent FOLDER -- --kind table --for page`; what is not said is asked, where there is somebody to ask.

import { basename, relative, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { AssentError } from '@assent/core'
import { readArguments } from './arguments.js'
import { createProject, type ProjectKind, type ProjectUse } from './create-project.js'

const help = `npm create assent [folder] -- [options]

  --kind <name>   table or images (your own data, with made-up ones to begin with), or sines
  --for <place>   where it adapts: node, page (Vite) or both

What is not given is asked, or is a table for both where nobody can answer.`

async function run(): Promise<void> {
  const { values, positionals } = readArguments(process.argv.slice(2))
  if (values.help) return console.log(help)
  const asking = process.stdin.isTTY ? createInterface({ input: process.stdin, output: process.stdout }) : undefined
  const ask = async (question: string, otherwise: string) => (await asking?.question(`${question} (${otherwise}) `)) || otherwise
  const folder = resolve(positionals[0] ?? (await ask('Which folder?', 'my-assent')))
  const kind = values.kind ?? (await ask('Learn from a table, images or sines?', 'table'))
  const use = values.for ?? (await ask('For node, a page or both?', 'both'))
  asking?.close()
  const files = createProject({ folder, kind: kind as ProjectKind, use: use as ProjectUse })
  const place = relative(process.cwd(), folder) || '.'
  const entries = new Set(files.map((file) => file.replace(/\/.*/, '/')))
  console.log(`${basename(folder)}: ${[...entries].join(', ')}\n\nnext: cd ${place} && npm install && npm start`)
}

try {
  await run()
} catch (error) {
  const isTold = error instanceof AssentError || (error instanceof TypeError && 'code' in error)
  if (!isTold) throw error
  console.error(error.message)
  process.exitCode = 1
}

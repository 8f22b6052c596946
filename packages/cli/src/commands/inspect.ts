// `assent inspect`: what is in a table, and what an experiment over it could look like, before any training.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fail } from '@assent/core'
import { type ColumnProfile, profileTable, type TableOptions, type TableProfile, table } from '@assent/tasks-tables'
import { renderTable } from '../output/table.js'
import { processTerminal } from '../output/terminal.js'

export interface InspectCommand {
  readonly data: string
  readonly task?: string
  readonly inputs?: readonly string[]
  readonly target?: string
  readonly json?: boolean
}

/** Runs the command; returns the exit code. */
export async function inspectCommand(options: InspectCommand): Promise<number> {
  const terminal = processTerminal(Boolean(options.json))
  const from = resolve(process.cwd(), options.data)
  if (!existsSync(from)) fail('inspect', 'a table', `nothing at ${options.data}`, 'correct the path', 'missing')
  const profile = await profileTable(from)
  const plan = planFor(profile, options)
  const tasks = plan && (await table({ ...plan, from }))
  if (options.json) {
    const found = tasks && { tasksIn: tasks.tasksIn, skipped: tasks.skipped, preparation: tasks.preparation }
    terminal.out(JSON.stringify({ ...profile, plan: plan ?? null, ...found }))
    return 0
  }
  terminal.out(
    `${profile.rows} rows\n\n${renderTable(['column', 'holds', 'different', 'missing'], profile.columns.map(showColumn))}\n`,
  )
  if (!plan || !tasks) {
    const names = profile.columns.filter(isName(profile)).map(({ name }) => name)
    const candidates = names.length > 0 ? `; ${names.join(', ')} may say which` : ''
    terminal.out(
      `next: say what a task is${candidates}: --task COLUMN --target COLUMN, and --inputs A,B if not all other numbers`,
    )
    return 0
  }
  const { train, validation, test } = tasks.tasksIn
  terminal.out(`${train} tasks to learn from, ${validation} to choose on, ${test} to test on; ${tasks.skipped.length} left out`)
  for (const { name, reason } of tasks.skipped.slice(0, 10)) terminal.out(`  ${name}: ${reason}`)
  terminal.out(`\nassent.config.mjs:\n\n${configFor(plan, options.data, tasks)}\nnext: assent train`)
  return 0
}

/** Whether it can be an input: of numbers alone, or of vectors that are all as long. */
const isNumeric = ({ text, numbers, vectors }: ColumnProfile) =>
  text === undefined && (vectors ? numbers === 0 && vectors[0] === vectors[1] : numbers > 0)

/** Whether a column may name tasks: each of its values stands in several rows. */
const isName =
  ({ rows }: TableProfile) =>
  ({ distinct, numbers, text }: ColumnProfile) =>
    distinct > 2 && distinct * 5 <= rows && (text !== undefined || numbers > 0)

function showColumn({ name, text, vectors, range, distinct, missing }: ColumnProfile): string[] {
  const numbers = range ? `numbers ${range[0]} … ${range[1]}` : ''
  const texts = text ? `text, first '${text.value.slice(0, 20)}' in ${text.place}` : ''
  const lengths = vectors ? `vectors of ${vectors[0] === vectors[1] ? vectors[0] : `${vectors[0]} to ${vectors[1]}`} numbers` : ''
  const holds = [numbers, texts, lengths].filter(Boolean).join(', and ')
  return [name, holds, vectors ? '' : `${distinct}`, missing > 0 ? `${missing}` : '']
}

/** The options of the tasks, once task and target are told. */
function planFor({ columns }: TableProfile, { task, target, inputs }: InspectCommand): Omit<TableOptions, 'from'> | undefined {
  if (task === undefined || target === undefined) return undefined
  const own = columns.find(({ name }) => name === target)
  const others = columns.filter((column) => isNumeric(column) && column.name !== task && column.name !== target)
  const isClass = own !== undefined && !isNumeric(own)
  const missing = columns.some((column) => column.missing > 0) ? ({ missing: 'skip' } as const) : {}
  const kind = isClass ? ({ kind: 'classification' } as const) : {}
  const named = columns.find(({ name }) => name === task)
  const shots =
    named && shotsFor(named.rowsEach, isClass ? { shots: 1, queries: 5, of: own.distinct } : { shots: 5, queries: 10, of: 1 })
  return { task, inputs: inputs ?? others.map(({ name }) => name), target, ...kind, ...missing, ...shots }
}

/** A third of what most tasks have, where that is too little for the usual episodes of so many classes. */
function shotsFor(rows: number, { shots, queries, of }: { shots: number; queries: number; of: number }) {
  const each = Math.floor(rows / of)
  if (each >= shots + queries || each < 2) return {}
  const fewer = Math.max(1, Math.min(shots, Math.floor(each / 3)))
  return { shots: fewer, queries: each - fewer }
}

function configFor(plan: object, from: string, { inputShape, targetShape }: Awaited<ReturnType<typeof table>>): string {
  const sizes = [inputShape[0], 40, 40, targetShape[0]].join(', ')
  return `export default {
  preset: 'sinusoid-maml',
  tasks: { name: 'table', options: ${JSON.stringify({ from, ...plan })} },
  model: { name: 'mlp', options: { sizes: [${sizes}] } },
  metaSteps: 3000,
  tasksPerStep: 8,
}
`
}

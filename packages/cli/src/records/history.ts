// log.jsonl and votes.jsonl: a line for some of the meta-steps. Each says which run it is of and holds a hash of itself, and
// which steps have one follows from the run: lines that were changed, lost or doubled are found.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AssentError, fail } from '@assent/core'
import * as z from 'zod'
import { showPath, writeWhole } from '../run/files.js'
import { parseChecked, readText, toChecked } from './record.js'
import type { RunRecord } from './run-record.js'

const step = z.number().int().positive()

/** The numbers of a single meta-step. */
const logLineSchema = z.object({
  step,
  supportLoss: z.number(),
  queryLoss: z.number(),
  weightSum: z.number(),
  negativeShare: z.number(),
  /** ‖Σ wᵢ gᵢ‖ / ‖Σ gᵢ / n‖; null where the mean is zero. */
  stretch: z.number().nullable(),
  rate: z.number(),
  screened: z.number(),
  degenerate: z.boolean(),
  /** Bad tasks' share of Σ|w|, where some are. */
  badShare: z.number().optional(),
})

export type LogLine = z.output<typeof logLineSchema>

/** The vote of a single meta-step, with four significant digits. */
const voteLineSchema = z
  .object({
    step,
    tasks: z.array(z.string()),
    weights: z.array(z.number()),
    /** `dᵢ · dⱼ` of the vectors that were compared. */
    gram: z.array(z.array(z.number())),
  })
  .refine(({ tasks, weights, gram }) => [weights, gram, ...gram].every(({ length }) => length === tasks.length), {
    message: 'weights and a square matrix over the same tasks',
  })

export type VoteLine = z.output<typeof voteLineSchema>

/** What a run has written on its way. */
export interface History {
  readonly log: LogLine[]
  readonly votes: VoteLine[]
}

export const logFile = (folder: string): string => join(folder, 'log.jsonl')
export const votesFile = (folder: string): string => join(folder, 'votes.jsonl')

/** Which meta-steps of a run, counted from 1, have a line: every so many, and some besides. */
interface Rule {
  readonly every: (steps: number) => number
  readonly besides: (steps: number) => readonly number[]
}

/** Some five hundred lines of a log, the last of the last step. */
const logRule: Rule = { every: (steps) => Math.ceil(steps / 500), besides: (steps) => [steps] }

/** Some two dozen votes, the first and the last among them. */
const voteRule: Rule = { every: (steps) => Math.ceil(steps / 24), besides: (steps) => [1, steps] }

const isKept = (rule: Rule, steps: number) => (step: number) =>
  step % rule.every(steps) === 0 || rule.besides(steps).includes(step)

/** Whether a meta-step of a run of `steps` has a line in the log. */
export const isLogged = (steps: number): ((step: number) => boolean) => isKept(logRule, steps)

/** Whether a meta-step of a run of `steps` has its vote kept. */
export const isVoteKept = (steps: number): ((step: number) => boolean) => isKept(voteRule, steps)

/** Writes both files, every line as one of run `id`. */
export function writeHistory(folder: string, id: string, { log, votes }: History): void {
  const write = (file: string, lines: readonly object[]) =>
    writeWhole(file, lines.map((line) => `${toChecked({ ...line, run: id })}\n`).join(''))
  write(logFile(folder), log)
  write(votesFile(folder), votes)
}

/** A history, and what is wrong with it. */
export interface FoundHistory extends History {
  /** The files that are not as they were written, and how. */
  readonly faults: readonly { readonly file: string; readonly found: string }[]
}

/** The lines of a run up to a step; later ones are of steps that will be taken again. */
export function readHistory(folder: string, record: RunRecord, until: number): FoundHistory {
  const log = readLines(logFile(folder), logLineSchema, stepsOf(logRule, record, until), record, until)
  const votes = readLines(votesFile(folder), voteLineSchema, stepsOf(voteRule, record, until), record, until)
  const faults = [log, votes].flatMap(({ file, faults: [first, ...others] }) => {
    if (first === undefined) return []
    return [{ file, found: others.length > 0 ? `${first}; and ${others.length} more` : first }]
  })
  return { log: log.lines, votes: votes.lines, faults }
}

/** @throws AssentError of the kind `damaged` naming the first file that is not as it was written */
export function checkHistory({ faults }: FoundHistory): void {
  for (const { file, found } of faults) {
    fail(showPath(file), 'every line as it was written', found, 'restore the file, or begin a new run', 'damaged')
  }
}

/** The steps that have a line: those of the run, and before it of what it went on from. */
function stepsOf(rule: Rule, { run, before }: RunRecord, until: number): Set<number> {
  const kept: number[] = []
  let from = 0
  for (const leg of [...before, { steps: run.metaSteps, until: run.metaSteps }]) {
    const last = Math.min(leg.until, until)
    const every = rule.every(leg.steps)
    for (let step = from + every - (from % every); step <= last; step += every) kept.push(step)
    kept.push(...rule.besides(leg.steps).filter((step) => step > from && step <= last))
    from = leg.until
  }
  return new Set(kept)
}

interface FoundLines<Line> {
  readonly file: string
  readonly lines: Line[]
  readonly faults: readonly string[]
}

function readLines<Schema extends z.ZodType<{ step: number }>>(
  file: string,
  schema: Schema,
  expected: ReadonlySet<number>,
  { id, before }: RunRecord,
  until: number,
): FoundLines<z.output<Schema>> {
  if (!existsSync(file)) return { file, lines: [], faults: expected.size > 0 ? ['no such file'] : [] }
  const ids = [id, ...before.map((earlier) => earlier.id)]
  const lines = new Map<number, z.output<Schema>>()
  const faults: string[] = []
  let last = 0
  for (const [index, text] of readText(file).split('\n').entries()) {
    if (text === '') continue
    const where = `line ${index + 1}`
    const line = parseLine(where, schema, text)
    if (typeof line === 'string') faults.push(line)
    else if (!ids.includes(line.run)) faults.push(`${where} of run ${line.run}, where the others are of ${id}`)
    else if (line.content.step > until) continue
    else if (lines.has(line.content.step)) faults.push(`${where} of step ${line.content.step} again`)
    else if (!expected.has(line.content.step)) faults.push(`${where} of step ${line.content.step}, which has none`)
    else {
      if (line.content.step < last) faults.push(`${where} of step ${line.content.step} after that of ${last}`)
      last = line.content.step
      lines.set(last, line.content)
    }
  }
  const lost = [...expected].filter((step) => !lines.has(step))
  if (lost.length > 0) faults.push(`no line of step ${lost.slice(0, 5).join(', ')}${lost.length > 5 ? ', …' : ''}`)
  return { file, lines: [...lines.values()].sort((a, b) => a.step - b.step), faults }
}

const ofRunSchema = z.object({ run: z.string() })

/** The line and its run, or what is wrong with it. */
function parseLine<Schema extends z.ZodType>(
  where: string,
  schema: Schema,
  text: string,
): { content: z.output<Schema>; run: string } | string {
  try {
    return { content: parseChecked(where, schema, text), run: parseChecked(where, ofRunSchema, text).run }
  } catch (error) {
    if (!(error instanceof AssentError)) throw error
    return `${where} with ${error.complaint.found}, not ${error.complaint.expected}`
  }
}

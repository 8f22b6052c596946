// A benchmark's result: tables for people, the samples behind them, and where they come from. Kept as JSON.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Machine } from './machine.js'

export interface ResultTable {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Lines below the table. */
  readonly notes: readonly string[]
  /** Lines of a chart in characters. */
  readonly chart?: readonly string[]
}

export interface Result {
  readonly subject: string
  readonly machine: Machine
  readonly rounds: number
  readonly tables: readonly ResultTable[]
  /** Every measurement, by table and contestant, in milliseconds unless the name says otherwise. */
  readonly samples: { readonly [table: string]: { readonly [contestant: string]: readonly number[] } }
}

/** What a subject finds out. */
export type Findings = Pick<Result, 'tables' | 'samples'>

const folder = fileURLToPath(new URL('../results', import.meta.url))

/** Keeps a result as `benchmarks/results/SUBJECT.json`; returns the file. */
export function saveResult(result: Result): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${result.subject}.json`)
  writeFileSync(file, `${JSON.stringify(result, null, 1)}\n`)
  return file
}

/** The last result of a subject, if there is one. */
export function loadResult(subject: string): Result | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, `${subject}.json`), 'utf8')) as Result
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

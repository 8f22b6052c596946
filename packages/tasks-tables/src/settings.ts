// All that decides a table's tasks, as plain data: with a hash of what was read.

import type { Preparation, Settings } from '@assent/core'
import type { Columns } from './collect.js'
import type { TaskExamples } from './examples.js'
import type { TableOptions } from './options.js'

/** What a table became. */
export interface Opened {
  readonly columns: Columns
  readonly window: { readonly length: number; readonly stride: number; readonly flat: boolean }
  readonly kept: readonly TaskExamples[]
  readonly preparation: Preparation
}

export async function settingsOf(options: TableOptions, { columns, window, kept, preparation }: Opened): Promise<Settings> {
  const { task, inputs, target, kind, missing, series = null, order = null } = columns
  const { split = {}, small = 'skip', standardize = true, unit = '', format = null } = options
  return {
    ...{ task, inputs, target, kind, missing, small, standardize, unit, format },
    window: { ...window, series, order },
    split: { ...split },
    preparation: { ...preparation } as Settings,
    data: await digestOf(kept),
  }
}

/** SHA-256 of the examples that are used, in hexadecimal. */
async function digestOf(tasks: readonly TaskExamples[]): Promise<string> {
  const parts = tasks.flatMap(({ name, group, examples }) => [
    JSON.stringify([name, group, examples.map(({ target, series, first }) => [target, series, first])]),
    Float64Array.from(examples.flatMap(({ inputs }) => inputs)),
  ])
  const digest = await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer())
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

// All that decides a table's tasks, as plain data: with a hash of what was read.

import type { Preparation, Settings } from '@assent/core'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
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

export function settingsOf(options: TableOptions, { columns, window, kept, preparation }: Opened): Settings {
  const { task, inputs, target, kind, missing, series = null, order = null } = columns
  const { split = {}, small = 'skip', standardize = true, unit = '', format = null } = options
  return {
    ...{ task, inputs, target, kind, missing, small, standardize, unit, format },
    window: { ...window, series, order },
    split: { ...split },
    preparation: { ...preparation } as Settings,
    data: digestOf(kept),
  }
}

/** SHA-256 of the examples that are used, in hexadecimal; browsers have one of their own for secure pages alone. */
function digestOf(tasks: readonly TaskExamples[]): string {
  const hash = sha256.create()
  for (const { name, group, examples } of tasks) {
    const rest = examples.map(({ target, series, first }) => [target, series, first])
    hash.update(utf8ToBytes(JSON.stringify([name, group, rest])))
    hash.update(new Uint8Array(Float64Array.from(examples.flatMap(({ inputs }) => inputs)).buffer))
  }
  return bytesToHex(hash.digest())
}

// `assent backends`: one experiment on every backend, how far they drift apart, and what they cost.

import { availableParallelism } from 'node:os'
import { dirname, resolve } from 'node:path'
import type { Overrides } from '../config/flags.js'
import { loadRecipe, type Source } from '../config/load.js'
import { defined, override } from '../config/override.js'
import { chooseBackends } from '../cross-backend/choose-backends.js'
import { marksOf, measureBackends } from '../cross-backend/measure.js'
import type { Assignment } from '../cross-backend/protocol.js'
import { renderCrossBackend } from '../cross-backend/render.js'
import type { CrossBackend } from '../cross-backend/result.js'
import { processTerminal } from '../output/terminal.js'
import { prepareFolder, showPath, writeWhole } from '../run/files.js'

export interface BackendsCommand extends Omit<Source, 'folder'> {
  readonly backends?: readonly string[]
  readonly against: string
  readonly steps: number
  readonly seed?: number
  readonly tasksPerStep?: number
  readonly data?: string
  readonly cache?: string
  readonly json?: boolean
  readonly out?: string
}

const DEFAULT_PRESET = 'sinusoid-maml'

/** Runs the command; returns the exit code. */
export async function backendsCommand(options: BackendsCommand): Promise<number> {
  const { against, steps, seed, tasksPerStep, data, cache, config, json = false } = options
  const preset = options.preset ?? (config === undefined ? DEFAULT_PRESET : undefined)
  const source = { ...defined({ preset, config }), folder: process.cwd() }
  const overrides: Overrides = defined({ steps, seed, tasksPerStep, data, cache })
  const { recipe: base } = await loadRecipe(source)
  const recipe = override(base, overrides)
  const { names, notInstalled } = await chooseBackends(options.backends, against)
  const out = options.out === undefined ? undefined : resolve(source.folder, options.out)
  const undoFolder = out === undefined ? () => {} : prepareFolder(dirname(out))
  const assign = (backend: string): Assignment => ({ source, overrides: { ...overrides, backend } })
  const terminal = processTerminal(json)
  try {
    const result: CrossBackend = {
      experiment: `${preset ?? config}, ${recipe.tasksPerStep} tasks per meta-step, seed ${recipe.seed}`,
      against,
      machine: { node: process.version, platform: `${process.platform}-${process.arch}`, processors: availableParallelism() },
      marks: marksOf(steps),
      backends: await measureBackends({ backends: names, against, steps, assign, terminal }),
      notInstalled,
    }
    if (out !== undefined) writeWhole(out, `${JSON.stringify(result, null, 2)}\n`)
    terminal.out(json ? JSON.stringify(result) : renderCrossBackend(result))
    if (out !== undefined) terminal.note(`numbers: ${showPath(out)}`)
    return 0
  } finally {
    undoFolder()
  }
}

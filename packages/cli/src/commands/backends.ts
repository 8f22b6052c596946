// `assent backends`: one experiment on every backend, how far they drift apart, and what they cost.

import { availableParallelism } from 'node:os'
import { dirname, resolve } from 'node:path'
import { fail } from '@assent/core'
import { missingInstallation } from '../config/installation.js'
import { loadRecipe, type Source } from '../config/load.js'
import { lookUp } from '../config/names.js'
import { defined, type Overrides, override } from '../config/override.js'
import { backends as known } from '../config/parts.js'
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
  const recipe = override(await loadRecipe(source), overrides)
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

/** The backends that are named, or all that are installed; and the one to compare with. */
async function chooseBackends(given: readonly string[] | undefined, against: string) {
  for (const name of [...(given ?? []), against]) lookUp('backend', known, name)
  const twice = given?.find((name, place) => given.indexOf(name) !== place)
  if (twice !== undefined) fail('--backends', 'each backend once', `${twice} twice`, 'leave one out')
  // The reference is slow: it runs where it is asked for.
  const wanted = given ?? Object.keys(known).filter((name) => name !== 'reference')
  const all = [against, ...wanted.filter((name) => name !== against)]
  const notInstalled: { name: string; command: string }[] = []
  for (const name of all) {
    const command = await missingInstallation(name)
    if (command === undefined) continue
    if (given?.includes(name) || name === against) fail(`backend ${name}`, 'it to be installed', 'nothing', command)
    notInstalled.push({ name, command })
  }
  return { names: all.filter((name) => !notInstalled.some((missing) => missing.name === name)), notInstalled }
}

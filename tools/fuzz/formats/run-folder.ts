// The folder of a run, one of whose files was changed: what `assent doctor`, `report` and `train --resume` read of it. A record
// that was edited is also sealed anew, as one who means harm would, so that its schema is reached.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { describeExperiment, fail, type Rng } from '@assent/core'
import { examineRun } from '../../../packages/cli/src/commands/examine-run.js'
import { composeRun } from '../../../packages/cli/src/config/compose.js'
import { checkRecipe } from '../../../packages/cli/src/config/recipe.js'
import type { Terminal } from '../../../packages/cli/src/output/terminal.js'
import { presets } from '../../../packages/cli/src/presets/index.js'
import { evaluationFile } from '../../../packages/cli/src/records/evaluation-record.js'
import { identityOf } from '../../../packages/cli/src/records/identity.js'
import { toChecked, writeRecord } from '../../../packages/cli/src/records/record.js'
import { readRunRecord, recipeOf } from '../../../packages/cli/src/records/run-record.js'
import { evaluateRun } from '../../../packages/cli/src/run/evaluate-run.js'
import { trainRun } from '../../../packages/cli/src/run/train-run.js'
import { demand, type Target, target } from '../format.js'
import { chance, mutate, mutateText, pick } from '../mutate.js'

const nothing = () => {}
const silent: Terminal = { isLive: false, out: nothing, note: nothing, redraw: nothing }
const noInterrupt = { hold: nothing, release: nothing, shouldStop: () => false }

/** A small run, judged, and its files by name. */
async function trained(folder: string): Promise<Map<string, Uint8Array>> {
  const model = { name: 'mlp', options: { sizes: [1, 3, 1] } }
  const evaluation = { episodes: 2, innerSteps: 1 }
  const changes = { backend: 'reference', model, evaluation, metaSteps: 3, tasksPerStep: 2 }
  const recipe = checkRecipe('fuzz', { ...presets['sinusoid-maml'], ...changes })
  const run = await composeRun(recipe, { folder, terminal: silent })
  const options = { recipe, changes: {}, run, folder, resume: false, terminal: silent, interrupt: noInterrupt, words: [] }
  const { state } = await trainRun(options)
  const judged = await evaluateRun(run, evaluation, state.parameters, silent)
  writeRecord(evaluationFile(folder), { run: identityOf(describeExperiment(run)), step: state.step, ...judged })
  return new Map(readdirSync(folder).map((name) => [name, Uint8Array.from(readFileSync(join(folder, name)))]))
}

/** What a case holds: the length of a file's name, the name, and the file. */
function packed(name: string, content: Uint8Array): Uint8Array {
  return Uint8Array.from([name.length, ...Buffer.from(name), ...content])
}

function unpacked(bytes: Uint8Array): { readonly name: string; readonly content: Uint8Array } {
  const start = 1 + Number(bytes[0])
  return { name: Buffer.from(bytes.subarray(1, start)).toString(), content: bytes.subarray(start) }
}

/** JSON with the hash that it should have, if it is JSON still. */
function sealed(text: string): string {
  try {
    const { check: _, ...content } = JSON.parse(text)
    return toChecked(content)
  } catch {
    return text
  }
}

/** An edit of a record, often sealed anew, or damage to any file. */
function changed(name: string, content: Uint8Array, rng: Rng, all: readonly Uint8Array[]): Uint8Array {
  if (name.endsWith('.safetensors') || chance(30, rng)) return mutate(content, rng, all)
  const lines = Buffer.from(content).toString().trimEnd().split('\n')
  const whole = name.endsWith('.json') ? [lines.join('\n')] : lines
  const at = rng.integer(whole.length)
  const edited = mutateText(whole[at] ?? '', rng)
  whole[at] = chance(70, rng) ? sealed(edited) : edited
  const text = whole.join('\n')
  return new TextEncoder().encode(`${text}\n`)
}

export async function runFolder(): Promise<Target> {
  const folder = mkdtempSync(join(tmpdir(), 'assent-fuzz-run-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const run = join(folder, 'run')
  mkdirSync(run)
  const files = await trained(run)
  const names = [...files.keys()].sort()
  const { id } = readRunRecord(run)
  const restore = (name: string) => writeFileSync(join(run, name), files.get(name) ?? new Uint8Array())
  return target<{ id: string; recipe: unknown }>({
    name: 'run-folder',
    make: (rng) => {
      const name = pick(names, rng)
      return { bytes: packed(name, changed(name, files.get(name) ?? new Uint8Array(), rng, [...files.values()])) }
    },
    read: (bytes) => {
      const { name, content } = unpacked(bytes)
      writeFileSync(join(run, name), content)
      try {
        let told = ''
        const code = examineRun(run, true, { ...silent, out: (line) => (told = line) })
        if (code !== 0) fail(run, 'a folder that holds together', told, 'restore it', 'damaged')
        const record = readRunRecord(run)
        return { id: record.id, recipe: recipeOf(run, record) }
      } finally {
        restore(name)
      }
    },
    check: (found, { bytes }) => {
      const { name } = unpacked(bytes)
      demand(name !== 'checkpoint.safetensors' || Buffer.from(bytes).equals(packed(name, files.get(name) ?? bytes)), 'another θ')
      demand(found.id === id, 'another run')
      demand(isDeepStrictEqual(found.recipe, checkRecipe('fuzz', found.recipe)), 'a recipe that is none')
    },
  })
}

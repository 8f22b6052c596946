// What a worker's threads do for a comparison: they train one of its cells in a folder of their own, and judge it. What a driver
// says of it is data; parts from elsewhere are loaded only where the worker's own command line names them.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeExperiment, type Experiment, fail, type Problem } from '@assent/core'
import type { DoErrand, ErrandContext, Fingerprint } from '@assent/executor-bullmq'
import { placeFiles, readFiles } from '../compare/cell-files.js'
import { completeCell } from '../compare/complete-cell.js'
import { composeRun, type SharedParts } from '../config/compose.js'
import { tellLines } from '../output/terminal.js'
import { identityOf } from '../records/identity.js'
import type { Interrupt } from '../run/interrupt.js'
import { type CellErrand, type CellResult, cellErrandSchema, rememberFingerprints } from './cell-errand.js'
import { loadBullmq } from './client.js'
import { type Own, readDescribed } from './opener.js'

/** What cells of the same comparison share: data sets are large. */
const shared: SharedParts = new Map()

let fingerprintOf: ((problem: Problem) => Promise<Fingerprint>) | undefined

/** @see DoErrand */
export async function trainCellErrand(description: unknown, own: Own, context: ErrandContext): ReturnType<DoErrand> {
  const { success, data } = cellErrandSchema.safeParse(description)
  if (!success) return fail('the driver', 'a cell', 'something else', 'use the same version of Assent on both sides')
  const folder = mkdtempSync(join(tmpdir(), 'assent-cell-'))
  try {
    return await trainIn(folder, data, own, context)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function trainIn(folder: string, errand: CellErrand, own: Own, context: ErrandContext) {
  const terminal = tellLines(context.say)
  const recipe = readDescribed(errand.recipe, own)
  if (recipe.init !== undefined && own.overrides.init === undefined) {
    fail('this worker', '--init with the weights that the driver starts from', 'none', 'name them here too')
  }
  const run = await composeRun(recipe, { folder: own.folder, terminal, shared })
  await checkAlike(run, errand, own)
  placeFiles(folder, context.saved)
  const interrupt: Interrupt = { shouldStop: context.shouldStop, hold: () => {}, release: () => {} }
  const cell = { learner: undefined, weighting: undefined, backend: undefined, outerRate: undefined, seed: undefined }
  const prepared = { cell, recipe, changes: {}, run, folder }
  const outcome = await completeCell(prepared, errand.judges, {
    resume: context.saved.size > 0,
    terminal,
    interrupt,
    words: ['worker'],
    executorOf: async () => undefined,
    onSaved: () => context.save(readFiles(folder)),
  })
  if (outcome === 'stopped') return undefined
  const result: CellResult = { outcome }
  return { result, files: readFiles(folder) }
}

/** Refuses to train what is another run here, or where this machine would compute other bits. */
async function checkAlike(run: Experiment, { run: expected, fingerprint }: CellErrand, { folder }: Own): Promise<void> {
  const { takeFingerprint, checkFingerprint } = await loadBullmq(folder)
  fingerprintOf ??= rememberFingerprints(takeFingerprint)
  checkFingerprint(await fingerprintOf(run), fingerprint)
  const id = identityOf(describeExperiment(run))
  if (id !== expected) fail('this worker', `the driver's run ${expected}`, `run ${id}`, 'name the same parts and data here')
}

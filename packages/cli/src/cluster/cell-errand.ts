// A cell of a comparison as an errand: what a driver tells of it, and what it is done with.

import { AssentError, type Problem } from '@assent/core'
import { describeProblem } from '@assent/core/tools'
import * as z from 'zod'

export const cellErrandSchema = z.strictObject({
  /** The experiment, with parts by name. */
  recipe: z.unknown(),
  /** The id of the run that it is here. */
  run: z.string(),
  /** The tasks that it is judged on when it is trained. */
  judges: z.array(z.enum(['train', 'validation', 'test'])),
  /** What must be equal here and there. */
  fingerprint: z.json(),
})
export type CellErrand = z.infer<typeof cellErrandSchema>

export const cellResultSchema = z.strictObject({ outcome: z.enum(['finished', 'diverged']) })
export type CellResult = z.infer<typeof cellResultSchema>

/** Takes the fingerprint of each problem once: cells that differ in weighting, rate or seed have the same. */
export function rememberFingerprints<Fingerprint>(take: (problem: Problem) => Promise<Fingerprint>) {
  const known = new Map<string, Promise<Fingerprint>>()
  return (problem: Problem): Promise<Fingerprint> => {
    const key = JSON.stringify([problem.backend.name, problem.backend.settings, describeProblem(problem)])
    const taken = known.get(key) ?? take(problem)
    known.set(key, taken)
    return taken
  }
}

export function readResult(result: unknown): CellResult {
  const { success, data } = cellResultSchema.safeParse(result)
  if (success) return data
  const complaint = { where: 'a cell', expected: 'finished or diverged', found: 'something else', remedy: 'use the same version' }
  throw new AssentError(complaint, 'damaged')
}

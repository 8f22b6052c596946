// What two machines must have in common so that the same task gives the same bits on both.

import { createRequire } from 'node:module'
import { endianness } from 'node:os'
import { createRng, fail, metaParameters, type Problem } from '@assent/core'
import { createArray, describeProblem, inProcess, parameterCount, sampleAssignments } from '@assent/core/tools'
import { bytesOf } from './answer.js'
import { type Fingerprint, fingerprintSchema, type Versions } from './messages.js'
import { hashOf } from './request.js'

const { version } = createRequire(import.meta.url)('@assent/executor-bullmq/package.json') as { version: string }

/** A seed that no run need have. */
const SEED = 20_181_018

/** What computes here, whatever it computes. */
export function takeVersions(): Versions {
  return {
    assent: version,
    node: process.versions.node.split('.')[0] as string,
    v8: process.versions.v8,
    architecture: `${process.arch}, ${endianness() === 'LE' ? 'little' : 'big'}-endian`,
  }
}

/** Takes one task's proposal as a sample: equal versions may still compute on processors that round otherwise. */
export async function takeFingerprint(problem: Problem): Promise<Fingerprint> {
  const { backend } = problem
  const settings = { name: backend.name, precision: backend.precision, settings: backend.settings ?? {} }
  return {
    ...takeVersions(),
    backend: JSON.stringify(settings),
    problem: hashOf(JSON.stringify(describeProblem(problem))),
    sample: await sampleHash(problem),
  }
}

async function sampleHash(problem: Problem): Promise<string> {
  const { learner, backend } = problem
  const count = parameterCount({ parameters: metaParameters(problem) })
  const rng = createRng(SEED, 'theta')
  const theta = createArray(backend.precision, count).map(() => 0.1 * rng.normal())
  const assignments = sampleAssignments({ ...problem, seed: SEED, tasksPerStep: 1 }, 0)
  const session = await inProcess().open(problem, 1)
  try {
    const { supportLosses, queryLosses, updates } = await session.propose({
      theta,
      assignments,
      schedule: learner.schedule?.(1, 10) ?? [],
    })
    const losses = Float64Array.of(...supportLosses, ...queryLosses)
    return hashOf(Buffer.concat([bytesOf(losses), bytesOf(await updates.combine([1]))]))
  } finally {
    session.close()
  }
}

/** @throws AssentError naming the first thing that differs */
export function checkAlike(own: Versions | Fingerprint, run: Versions | Fingerprint): void {
  const theirs = new Map<string, string>(Object.entries(run))
  const [name, value] = Object.entries(own).find(([each, found]) => theirs.get(each) !== found) ?? []
  if (name === undefined) return
  const what = name === 'sample' ? 'what a sample task proposes' : name
  fail('this worker', 'what the driver has', `${what} ${value} instead of ${theirs.get(name)}`, 'install the same')
}

/**
 * Compares a fingerprint with one that a driver told.
 *
 * @throws AssentError naming the first thing that differs, or when it is none
 */
export function checkFingerprint(own: Fingerprint, told: unknown): void {
  const { success, data } = fingerprintSchema.safeParse(told)
  if (success) checkAlike(own, data)
  else fail('the driver', 'a fingerprint', 'something else', 'use the same version of Assent on both sides')
}

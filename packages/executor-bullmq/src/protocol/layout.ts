// What an answer to each question consists of: the same for who writes it and who reads it.

import { type FloatArray, type Precision, sizeOf } from '@assent/autodiff'
import type { Problem } from '@assent/core'
import { type LearnerProgram, learnerProgram } from '@assent/core/tools'
import type { Question, Which } from './request.js'

/** The vectors that the tasks of a problem have. */
export interface Vectors {
  /** Values per row. */
  readonly sizes: { readonly [of in Which]: number }
  /** Whether a task proposes how far it came: then its two vectors are one, and go by the name of the update. */
  readonly areSame: boolean
  readonly precision: Precision
}

export function vectorsOf(problem: Problem, program: LearnerProgram = learnerProgram(problem)): Vectors {
  const port = (name: Which) => program.outputs.find((output) => output.name === name)
  const valuesOf = (name: Which) => sizeOf(port(name)?.shape ?? [0])
  return {
    sizes: { update: valuesOf('update'), displacement: valuesOf('displacement') },
    areSame: port('update')?.node === port('displacement')?.node,
    precision: problem.backend.precision,
  }
}

/** What a task says in numbers when it proposes: both losses, and the squared norms of both vectors. */
export const TASK_NUMBERS = 4

/** The numbers, and the values of the vector, in an answer for `count` tasks. */
export function lengthsOf(
  question: Question,
  count: number,
  { sizes }: Vectors,
): { readonly numbers: number; readonly vector: number } {
  switch (question.ask) {
    case 'propose': {
      const sum = question.sum === undefined ? 0 : sizes[question.sum.of]
      return { numbers: TASK_NUMBERS * count, vector: question.rows.reduce((total, of) => total + count * sizes[of], sum) }
    }
    case 'combine':
      return { numbers: 0, vector: sizes[question.of] }
    case 'dots':
      return { numbers: count, vector: 0 }
    case 'rows':
      return { numbers: 0, vector: count * sizes[question.of] }
  }
}

/** The rows of one kind in the answer to a proposal, which has them after the sum. */
export function rowsIn(vector: FloatArray, rows: readonly Which[], of: Which, count: number, { sizes }: Vectors): FloatArray {
  const after = rows.slice(rows.indexOf(of)).reduce((total, other) => total + count * sizes[other], 0)
  const from = vector.length - after
  return vector.subarray(from, from + count * sizes[of])
}

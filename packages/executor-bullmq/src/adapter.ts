// Adapts blocks of tasks, and keeps what they propose as long as the driver may ask about it.

import type { Executable, FloatArray, Rows } from '@assent/autodiff'
import type { Problem } from '@assent/core'
import { createArray, join, learnerProgram, packBatch, sampleAssignments } from '@assent/core/tools'
import { TASK_NUMBERS, type Vectors, vectorsOf } from './protocol/layout.js'
import type { Question, Request, Which } from './protocol/request.js'

/** The vectors that a request names. */
export interface Given {
  readonly theta: FloatArray
  /** What rows are compared with. */
  readonly vector: FloatArray | undefined
}

/** What a request comes to. */
export interface Found {
  readonly numbers: Float64Array
  readonly vector: FloatArray
}

/** Who answers requests about one problem. */
export interface Adapter {
  readonly vectors: Vectors
  answer(request: Request, given: Given): Promise<Found>
  /** Gives back what it holds. */
  close(): Promise<void>
}

interface Held {
  readonly numbers: Float64Array
  readonly values: { readonly [of in Which]: FloatArray }
  readonly rows: { readonly [of in Which]: Rows }
}

/** The tasks of a problem on its backend. */
export function createAdapter(problem: Problem): Adapter {
  const { backend } = problem
  const program = learnerProgram(problem)
  const vectors = vectorsOf(problem, program)
  const executables = new Map<number, Promise<Executable>>()
  /** Of one θ, by block: of other requests nobody will ask again. */
  const held = new Map<string, Held>()
  let of = ''

  const adapt = async ({ seed, step, tasks, first, count, schedule }: Request, theta: FloatArray): Promise<Held> => {
    const compiling = executables.get(count) ?? backend.compile(program, count)
    executables.set(count, compiling)
    const executable = await compiling
    const assignments = sampleAssignments({ ...problem, seed, tasksPerStep: tasks }, step, { first, count })
    const inputs = packBatch(problem, program.masks, { theta, assignments, schedule })
    for (const [input, values] of Object.entries(inputs)) executable.write(input, values)
    await executable.run()
    const read = async (output: string) => (await executable.read(output)).slice()
    const values = { update: await read('update'), displacement: await read('displacement') }
    const rows = { update: backend.rows(values.update, count), displacement: backend.rows(values.displacement, count) }
    const columns = [
      await read('supportLoss'),
      await read('queryLoss'),
      await rows.update.squaredNorms(),
      await rows.displacement.squaredNorms(),
    ]
    const numbers = Float64Array.from({ length: TASK_NUMBERS * count }, (_, i) => {
      return columns[i % TASK_NUMBERS]?.[Math.floor(i / TASK_NUMBERS)] as number
    })
    return { numbers, values, rows }
  }
  /** Whoever does not have the rows computes them again, to the same bits. */
  const hold = async (request: Request, theta: FloatArray): Promise<Held> => {
    const { first, count, ...common } = request
    const now = JSON.stringify({ ...common, question: undefined })
    if (now !== of) held.clear()
    of = now
    const block = `${first}+${count}`
    const own = held.get(block) ?? (await adapt(request, theta))
    held.set(block, own)
    return own
  }
  const answer = async (request: Request, { theta, vector }: Given): Promise<Found> => {
    const own = await hold(request, theta)
    return answerFrom(own, request.question, vectors, vector)
  }
  let last: Promise<unknown> = Promise.resolve()
  return {
    vectors,
    // One after the other: they share executables, and jobs of both queues may come at once.
    answer: (request, given) => {
      const own = last.then(() => answer(request, given))
      last = own.catch(() => {})
      return own
    },
    close: async () => {
      held.clear()
      await last
      const compiled = await Promise.allSettled(executables.values())
      for (const outcome of compiled) if (outcome.status === 'fulfilled') outcome.value.dispose()
    },
  }
}

async function answerFrom(
  held: Held,
  question: Question,
  { precision }: Vectors,
  vector: FloatArray | undefined,
): Promise<Found> {
  const [noNumbers, none] = [new Float64Array(0), createArray(precision, 0)]
  switch (question.ask) {
    case 'propose': {
      const { sum, rows } = question
      const first = sum ? [(await held.rows[sum.of].combine(sum.coefficients, sum.offset)).slice()] : []
      const parts = [...first, ...rows.map((of) => held.values[of])]
      return { numbers: held.numbers, vector: parts.length === 0 ? none : join(parts) }
    }
    case 'combine':
      return {
        numbers: noNumbers,
        vector: (await held.rows[question.of].combine(question.coefficients, question.offset)).slice(),
      }
    case 'dots':
      return { numbers: (await held.rows[question.of].dots(vector ?? none)).slice(), vector: none }
    case 'rows':
      return { numbers: noNumbers, vector: held.values[question.of] }
  }
}

// What a worker can be asked about a block of tasks. Requests name what they need by hash; vectors travel beside them.

import { createHash } from 'node:crypto'
import * as z from 'zod'

/** Which of a task's two vectors. */
export const which = z.enum(['update', 'displacement'])
export type Which = z.infer<typeof which>

const hash = z.string().regex(/^[0-9a-f]{32}$/)
const count = z.number().int().nonnegative().max(1_000_000)
const combination = { of: which, coefficients: z.array(z.number()).max(1_000_000), offset: count }

/** What is asked; the answer to each is numbers, a vector, or both. */
const question = z.discriminatedUnion('ask', [
  /** Adapt the tasks: losses and squared norms, and with them whole rows, or a first sum. */
  z.strictObject({ ask: z.literal('propose'), rows: z.array(which).max(2), sum: z.strictObject(combination).optional() }),
  /** `Σ coefficientᵢ · rowᵢ` over the block, from its row `offset` on. */
  z.strictObject({ ask: z.literal('combine'), ...combination }),
  /** `rowᵢ · vector` for each task. */
  z.strictObject({ ask: z.literal('dots'), of: which, vector: hash }),
  /** The rows themselves. */
  z.strictObject({ ask: z.literal('rows'), of: which }),
])
export type Question = z.infer<typeof question>

/** A question about the tasks `first` to `first + count − 1` of a meta-batch at θ. */
export const requestSchema = z.strictObject({
  /** The hash of what is solved, and on what. */
  identity: hash,
  /** The hash of θ. */
  theta: hash,
  /** The numbers of the learner's schedule. */
  schedule: z.array(z.number()).max(1000),
  seed: z.number().int().nonnegative(),
  step: count,
  /** Tasks of the whole meta-batch. */
  tasks: count,
  first: count,
  count,
  question,
})
export type Request = z.infer<typeof requestSchema>

/** The content's own name. */
export function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 32)
}

/** The same request has the same name, whoever asks, and whenever. */
export function requestName(request: Request): string {
  return hashOf(JSON.stringify(requestSchema.parse(request)))
}

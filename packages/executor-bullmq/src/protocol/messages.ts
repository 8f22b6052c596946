// What drivers and workers tell each other in JSON: small, bounded, and checked on the way in.

import { parseJsonBounded } from '@assent/core/tools'
import * as z from 'zod'

/** What must be equal where results are to be equal to the bit. */
const fingerprintSchema = z.strictObject({
  assent: z.string(),
  node: z.string(),
  v8: z.string(),
  architecture: z.string(),
  backend: z.string(),
  /** The hash of what is solved. */
  problem: z.string(),
  /** The hash of what one task proposes. */
  sample: z.string(),
})
export type Fingerprint = z.infer<typeof fingerprintSchema>

/** A run that workers may join. */
const runSchema = z.strictObject({
  format: z.literal(1),
  identity: z.string(),
  fingerprint: fingerprintSchema,
  tasks: z.number().int().positive(),
  /** Milliseconds. */
  lock: z.number().int().positive(),
  driver: z.string(),
  /** What the worker's opener makes the problem from: data, never code. */
  problem: z.json(),
})
export type RunMessage = z.infer<typeof runSchema>

/** A hand, or a whole worker. */
const memberSchema = z.strictObject({
  worker: z.string(),
  host: z.string(),
  pid: z.number().int(),
  hands: z.number().int().nonnegative(),
  /** Tasks adapted since it began, and for how many seconds that is. */
  tasks: z.number().int().nonnegative(),
  seconds: z.number().nonnegative(),
})
export type MemberMessage = z.infer<typeof memberSchema>

const failureSchema = z.union([
  z.strictObject({
    complaint: z.strictObject({ where: z.string(), expected: z.string(), found: z.string(), remedy: z.string() }),
    kind: z.enum(['refused', 'diverged', 'damaged', 'missing', 'busy']),
  }),
  z.strictObject({ name: z.string(), message: z.string(), stack: z.string().optional() }),
])

/** A hand is done with a request, or has failed. */
const doneSchema = z.strictObject({
  request: z.string(),
  hand: z.string(),
  failure: failureSchema.optional(),
  /** Another hand has answered with other bits: its name. */
  divergesFrom: z.string().optional(),
})
export type DoneMessage = z.infer<typeof doneSchema>

/** No message is longer, in bytes. */
export const LONGEST_MESSAGE = 1 << 20

function reader<Schema extends z.ZodType>(schema: Schema) {
  return (where: string, text: string): z.infer<Schema> | undefined => {
    if (text.length > LONGEST_MESSAGE) return undefined
    try {
      return schema.safeParse(parseJsonBounded(where, text)).data
    } catch {
      return undefined // Not JSON: as good as no message.
    }
  }
}

/** The message, or undefined where the text is none. */
export const readRun = reader(runSchema)
/** @see readRun */
export const readMember = reader(memberSchema)
/** @see readRun */
export const readDone = reader(doneSchema)

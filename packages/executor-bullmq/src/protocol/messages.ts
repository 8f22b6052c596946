// What drivers and workers tell each other in JSON: small, bounded, and checked on the way in.

import { parseJsonBounded } from '@assent/core/tools'
import * as z from 'zod'

/** What computes. */
const versions = { assent: z.string(), node: z.string(), v8: z.string(), architecture: z.string() }
const versionsSchema = z.strictObject(versions)
export type Versions = z.infer<typeof versionsSchema>

/** What must be equal where results are to be equal to the bit. */
export const fingerprintSchema = z.strictObject({
  ...versions,
  backend: z.string(),
  /** The hash of what is solved. */
  problem: z.string(),
  /** The hash of what one task proposes. */
  sample: z.string(),
})
export type Fingerprint = z.infer<typeof fingerprintSchema>

/** What every run says of itself. */
const anyRun = {
  format: z.literal(1),
  identity: z.string(),
  /** Milliseconds. */
  lock: z.number().int().positive(),
  driver: z.string(),
}

/** A run whose meta-batches are split over those who join. */
const tasksSchema = z.strictObject({
  ...anyRun,
  work: z.literal('tasks'),
  fingerprint: fingerprintSchema,
  tasks: z.number().int().positive(),
  /** What the worker's opener makes the problem from: data, never code. */
  problem: z.json(),
})
export type TasksMessage = z.infer<typeof tasksSchema>

/** One that gives out errands: each says itself what it is about. */
const errandsSchema = z.strictObject({ ...anyRun, work: z.literal('errands'), versions: versionsSchema })
export type ErrandsMessage = z.infer<typeof errandsSchema>

/** A run that workers may join. */
const runSchema = z.discriminatedUnion('work', [tasksSchema, errandsSchema])
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

/** What a hand says of an errand: that it is done or has failed, that it was put back, or what is saved and said on the way. */
const errandNewsSchema = z.strictObject({
  errand: z.string(),
  hand: z.string(),
  news: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('done') }),
    z.strictObject({ kind: z.literal('saved') }),
    z.strictObject({ kind: z.literal('put-back') }),
    z.strictObject({ kind: z.literal('failed'), failure: failureSchema }),
    z.strictObject({ kind: z.literal('diverges'), from: z.string() }),
    z.strictObject({ kind: z.literal('line'), text: z.string().max(2000), lasting: z.boolean() }),
  ]),
})
export type ErrandNews = z.infer<typeof errandNewsSchema>

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
/** @see readRun */
export const readErrandNews = reader(errandNewsSchema)

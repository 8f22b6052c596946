// What a worker is told of an errand: data that its own errand function understands.

import * as z from 'zod'
import { hashOf } from './request.js'

export const errandSchema = z.strictObject({
  /** The hash of what computes, and of the description. */
  errand: z.string().regex(/^[0-9a-f]{32}$/),
  description: z.json(),
})
export type ErrandRequest = z.infer<typeof errandSchema>

/** The same errand has the same name, whoever gives it out, and whenever. */
export function errandName(identity: string, description: ErrandRequest['description']): string {
  return hashOf(JSON.stringify([identity, description]))
}

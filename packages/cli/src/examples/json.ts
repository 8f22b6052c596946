// Examples as JSON: {"support": {"x": […], "y": […]}, "query": {"x": […]}}.

import { fail } from '@assent/core'
import { parseJsonBounded } from '@assent/core/tools'
import * as z from 'zod'
import { explain } from '../config/recipe.js'

/** One example's input or target: a number, or numbers nested as deep as they are given. */
export type Value = number | Value[]

/** Examples as they are in a file, one value per example. */
export interface GivenExamples {
  readonly support: { readonly x: readonly Value[]; readonly y: readonly Value[] }
  readonly query: { readonly x: readonly Value[] } | undefined
}

const value: z.ZodType<Value> = z.lazy(() => z.union([z.number(), z.array(value)], 'expected numbers'))

const schema = z.strictObject({
  support: z.strictObject({ x: z.array(value).min(1), y: z.array(value).min(1) }),
  query: z.strictObject({ x: z.array(value).min(1) }).optional(),
})

export function parseJson(where: string, text: string): GivenExamples {
  const { success, data, error } = schema.safeParse(parseJsonBounded(where, text))
  if (success) return { support: data.support, query: data.query }
  return fail(where, '{"support": {"x": […], "y": […]}, "query": {"x": […]}}', explain(error), 'correct the file')
}

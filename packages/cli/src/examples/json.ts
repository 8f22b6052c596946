// Examples as JSON: {"support": {"x": […], "y": […]}, "query": {"x": […]}}.

import { fail } from '@assent/core'
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
  const expected = '{"support": {"x": […], "y": […]}, "query": {"x": […]}}'
  const { success, data, error } = schema.safeParse(read(where, text, expected))
  if (!success) return fail(where, expected, explain(error), 'correct the file')
  return { support: data.support, query: data.query }
}

function read(where: string, text: string, expected: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    return fail(where, expected, error instanceof Error ? error.message : String(error), 'write JSON, or name the file .csv')
  }
}

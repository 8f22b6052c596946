// Looking things up by name, with the nearest name in the message when there is none.

import { fail } from '@assent/core'
import { suggestName } from '@assent/core/tools'
import * as z from 'zod'

type Json = z.infer<ReturnType<typeof z.json>>

/** The entry of that name. */
export function lookUp<Value>(kind: string, table: { readonly [name: string]: Value }, name: string): Value {
  if (Object.hasOwn(table, name)) return table[name] as Value
  const names = Object.keys(table)
  return fail(kind, `one of ${names.join(', ')}`, `'${name}'`, suggestName(name, names))
}

/** `name:key=value,key=value` taken apart; values are JSON where they parse as such, else text. */
export function parseNamed(text: string): { name: string; options: { [key: string]: Json } } {
  const [name = '', rest] = splitOnce(text, ':')
  const pairs = rest === undefined ? [] : splitOutside(rest)
  const options = Object.fromEntries(
    pairs.map((pair) => {
      const [key = '', value] = splitOnce(pair, '=')
      if (!key || value === undefined) return fail(`option of ${name}`, 'key=value', `'${pair}'`, `write ${name}:key=value`)
      return [key, parseValue(value)]
    }),
  )
  return { name, options }
}

/** The text that {@link parseNamed} takes apart. */
export function formatNamed(name: string, options: { readonly [key: string]: unknown }): string {
  const pairs = Object.entries(options).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return pairs.length > 0 ? `${name}:${pairs.join(',')}` : name
}

/** Split at commas, but not within brackets. */
function splitOutside(text: string): string[] {
  const parts = ['']
  let depth = 0
  for (const character of text) {
    if ('[{'.includes(character)) depth++
    if (']}'.includes(character)) depth--
    if (character === ',' && depth === 0) parts.push('')
    else parts.push(`${parts.pop()}${character}`)
  }
  return parts
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

function parseValue(text: string): Json {
  try {
    return z.json().parse(JSON.parse(text))
  } catch {
    return text
  }
}

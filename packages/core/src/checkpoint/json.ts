// JSON that others wrote (RFC 8259): its size and depth are bounded before anything is built of it, and no key may come twice,
// of which JSON.parse would keep the last without a word.

import { AssentError, type ErrorKind, fail } from '@assent/autodiff'

/** How much is read; more is refused before it is parsed. */
export interface JsonLimits {
  /** Characters of the text. @defaultValue 16,777,216 */
  readonly length?: number
  /** Arrays and objects within each other. @defaultValue 64 */
  readonly depth?: number
  /** Arrays and objects and what they hold, all together. @defaultValue 1,000,000 */
  readonly values?: number
}

/**
 * The value of a JSON text. A byte-order mark before it is left out. A key `__proto__` is refused, because copying it would
 * change the copy's prototype.
 *
 * @param where names the file in error messages
 * @param kind of the errors: `damaged` for files that only Assent writes
 * @throws AssentError when the text is larger or deeper than `limits`, has a key twice, or is no JSON
 */
export function parseJsonBounded(where: string, text: string, limits: JsonLimits = {}, kind: ErrorKind = 'refused'): unknown {
  const { length = 1 << 24, depth = 64, values = 1_000_000 } = limits
  const bare = text.startsWith('\ufeff') ? text.slice(1) : text
  const refuse = (expected: string, found: string) => fail(where, expected, found, 'correct the file, or use another', kind)
  if (bare.length > length) refuse(`JSON of at most ${length} characters`, `${bare.length}`)
  try {
    checkStructure(bare, depth, values, refuse)
    return JSON.parse(bare)
  } catch (error) {
    if (error instanceof AssentError) throw error
    return refuse('JSON', error instanceof Error ? error.message : `${error}`)
  }
}

/** One pass over the text, which may yet turn out to be no JSON: then what it counts does not matter. */
function checkStructure(text: string, depth: number, values: number, refuse: (expected: string, found: string) => never): void {
  /** The keys of every object around the current place; null for an array. */
  const around: (Set<string> | null)[] = []
  let found = 0
  let expectsKey = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"') {
      const end = endOfString(text, at)
      if (expectsKey) addKey(around.at(-1) ?? new Set(), JSON.parse(text.slice(at, end)), refuse)
      expectsKey = false
      at = end - 1
    } else if (character === '{' || character === '[') {
      around.push(character === '{' ? new Set() : null)
      expectsKey = character === '{'
      if (around.length > depth) refuse(`JSON of at most ${depth} levels`, 'more')
      found++
    } else if (character === '}' || character === ']') {
      around.pop()
    } else if (character === ',') {
      expectsKey = around.at(-1) instanceof Set
      found++
    }
    if (found > values) refuse(`JSON of at most ${values} values`, 'more')
  }
}

/** The place after the closing quote: the first that no backslash escapes. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at + 1
  }
  return text.length
}

function addKey(keys: Set<string>, key: string, refuse: (expected: string, found: string) => never): void {
  if (keys.has(key)) refuse('JSON with every key once', `${JSON.stringify(key)} twice`)
  if (key === '__proto__') refuse('JSON without a key __proto__', 'one')
  keys.add(key)
}

// Changes to a file that a careless disk or a clever person makes: bits, numbers, cuts, copies, splices, and edits of the text
// that a format has within.

import type { Rng } from '@assent/core'

type Mutation = (bytes: Uint8Array, rng: Rng, others: readonly Uint8Array[]) => Uint8Array

/** A file with one to four changes; `others` lend their parts. */
export function mutate(bytes: Uint8Array, rng: Rng, others: readonly Uint8Array[] = [bytes]): Uint8Array {
  let changed = Uint8Array.from(bytes)
  for (let left = 1 + rng.integer(4); left > 0; left--) changed = Uint8Array.from(pick(mutations, rng)(changed, rng, others))
  return changed
}

export function pick<T>(choices: readonly [T, ...T[]] | readonly T[], rng: Rng): T {
  const choice = choices[rng.integer(choices.length)]
  if (choice === undefined) throw new Error('nothing to pick from')
  return choice
}

/** Whether it happens, at `odds` of 100. */
export function chance(odds: number, rng: Rng): boolean {
  return rng.integer(100) < odds
}

const interesting = [
  0n,
  1n,
  2n,
  7n,
  8n,
  127n,
  128n,
  255n,
  256n,
  65_535n,
  65_536n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 53n,
  2n ** 63n,
  2n ** 64n - 1n,
]

const mutations: readonly Mutation[] = [flipBit, setByte, writeInteger, nudgeInteger, cut, remove, repeat, splice, insert, fill]

/** A place in the file, the end excluded; small files have few. */
function place(bytes: Uint8Array, rng: Rng): number {
  return bytes.length === 0 ? 0 : rng.integer(bytes.length)
}

function flipBit(bytes: Uint8Array, rng: Rng): Uint8Array {
  const at = place(bytes, rng)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << rng.integer(8))
  return bytes
}

function setByte(bytes: Uint8Array, rng: Rng): Uint8Array {
  bytes[place(bytes, rng)] = pick([0, 1, 127, 128, 255, rng.integer(256)], rng)
  return bytes
}

/** A length, an offset, a size: any width, either order of bytes. */
function writeInteger(bytes: Uint8Array, rng: Rng): Uint8Array {
  const value = chance(70, rng) ? pick(interesting, rng) : BigInt(bytes.length + rng.integer(5) - 2)
  return putInteger(bytes, place(bytes, rng), pick([1, 2, 4, 8], rng), value, chance(70, rng))
}

function nudgeInteger(bytes: Uint8Array, rng: Rng): Uint8Array {
  const [at, width, little] = [place(bytes, rng), pick([1, 2, 4, 8], rng), chance(70, rng)]
  const read = Array.from({ length: width }, (_, byte) => BigInt(bytes[at + byte] ?? 0))
  const value = (little ? read.reverse() : read).reduce((sum, byte) => sum * 256n + byte, 0n)
  return putInteger(bytes, at, width, value + BigInt(rng.integer(17) - 8), little)
}

function putInteger(bytes: Uint8Array, at: number, width: number, value: bigint, little: boolean): Uint8Array {
  for (let byte = 0; byte < width && at + byte < bytes.length; byte++) {
    const shift = BigInt(8 * (little ? byte : width - 1 - byte))
    bytes[at + byte] = Number((value >> shift) & 255n)
  }
  return bytes
}

function cut(bytes: Uint8Array, rng: Rng): Uint8Array {
  return bytes.subarray(0, chance(50, rng) ? place(bytes, rng) : Math.max(0, bytes.length - 1 - rng.integer(16)))
}

function remove(bytes: Uint8Array, rng: Rng): Uint8Array {
  const at = place(bytes, rng)
  return joined(bytes.subarray(0, at), bytes.subarray(at + 1 + rng.integer(chance(50, rng) ? 8 : 64)))
}

function repeat(bytes: Uint8Array, rng: Rng): Uint8Array {
  const [from, to] = [place(bytes, rng), place(bytes, rng)]
  return joined(bytes.subarray(0, to), bytes.subarray(from, from + 1 + rng.integer(128)), bytes.subarray(to))
}

function splice(bytes: Uint8Array, rng: Rng, others: readonly Uint8Array[]): Uint8Array {
  const other = pick(others, rng)
  return joined(bytes.subarray(0, place(bytes, rng)), other.subarray(place(other, rng)))
}

function insert(bytes: Uint8Array, rng: Rng): Uint8Array {
  const at = place(bytes, rng)
  const added = Uint8Array.from({ length: 1 + rng.integer(16) }, () => rng.integer(256))
  return joined(bytes.subarray(0, at), added, bytes.subarray(at))
}

function fill(bytes: Uint8Array, rng: Rng): Uint8Array {
  const at = place(bytes, rng)
  return bytes.fill(pick([0, 32, 255], rng), at, at + 1 + rng.integer(64))
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts))
}

/** Numbers and words that readers trip over. */
const words = [
  '-1',
  '-0',
  '0',
  '0.5',
  '1e999',
  '-1e999',
  '1e-400',
  'NaN',
  'Infinity',
  'null',
  'true',
  '""',
  '[]',
  '{}',
  '"\\u0000"',
  '"\\ud800"',
]
const numbers = [
  '9007199254740992',
  '9007199254740993',
  '4294967296',
  '2147483648',
  '99999999999999999999',
  '00',
  '1.0',
  '1_000',
  '0x10',
]
const names = [
  '"__proto__"',
  '"constructor"',
  '"prototype"',
  '"toString"',
  '"__metadata__"',
  '"\\u005f_proto__"',
  '"data_offsets"',
]

/** A text with one to three changes of its tokens: JSON, or a NumPy header. */
export function mutateText(text: string, rng: Rng): string {
  let changed = text
  for (let left = 1 + rng.integer(3); left > 0; left--) changed = changeToken(changed, rng)
  return changed
}

function tokensOf(text: string): string[] {
  return [...(text.match(/"(?:[^"\\]|\\.)*"|'[^']*'|-?[\d.]+(?:e[+-]?\d+)?|\w+|\s+|./gs) ?? [])]
}

function changeToken(text: string, rng: Rng): string {
  const tokens = tokensOf(text)
  if (tokens.length === 0) return pick(words, rng)
  const at = rng.integer(tokens.length)
  const token = tokens[at] ?? ''
  const replaced = (...others: readonly string[]) => [...tokens.slice(0, at), ...others, ...tokens.slice(at + 1)].join('')
  switch (rng.integer(9)) {
    case 0:
      return replaced(pick([...words, ...numbers], rng))
    case 1:
      return replaced(pick(names, rng))
    case 2:
      return replaced(pick(tokens, rng))
    case 3:
      return replaced()
    case 4:
      return replaced(token, token)
    case 5: {
      // A member or element once more.
      const end = tokens.indexOf(',', at)
      return end < 0 ? replaced(token, ',', token) : replaced(token, ...tokens.slice(at + 1, end + 1), token)
    }
    case 6: {
      const levels = pick([1, 8, 100, 3000], rng)
      return replaced('['.repeat(levels), token, ']'.repeat(chance(80, rng) ? levels : levels - 1))
    }
    case 7:
      return replaced(String.fromCodePoint(pick([0, 9, 34, 92, 127, 233, 0x2028, 0xd800, 0xfeff, 0x1f600], rng)), token)
    default:
      return /^-?\d/.test(token)
        ? replaced(`${Number(token) + pick([-1, 1, 0.5, 8, -8, 2 ** 32], rng)}`)
        : replaced(pick(numbers, rng))
  }
}

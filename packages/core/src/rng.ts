// Random numbers that depend on nothing but the seed and the path of names and numbers that lead to them.

import { fail } from '@assent/autodiff'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'

/** A stream of random numbers. What cannot be drawn is refused with an AssentError. */
export interface Rng {
  /** A whole number from 0 to `below − 1`, all equally likely; `below` is a whole number of at least 1. */
  integer(below: number): number
  /** A number in `[from, to)`; both are finite, and `from` is at most `to`. */
  uniform(from: number, to: number): number
  /** A draw from the standard normal distribution. */
  normal(): number
  /** `count` different whole numbers from 0 to `below − 1`, in random order; `count` is at most `below`. */
  sample(below: number, count: number): number[]
}

/**
 * The stream at `path` under `seed`: `createRng(7, 'train', 12)` is the same on every machine and backend, and
 * independent of every other path.
 *
 * @throws AssentError when the seed is not finite
 */
export function createRng(seed: number, ...path: readonly (string | number)[]): Rng {
  if (!Number.isFinite(seed)) fail('createRng', 'a seed that is a finite number', `${seed}`, 'set seed')
  const generator = xoroshiro128plusFromState(hash(`${seed}/${path.join('/')}`))
  const unit = () => uniformFloat64(generator)
  const integer = (below: number) => uniformInt(generator, 0, below - 1)
  return {
    integer: (below) => {
      checkWhole('rng.integer', 'below', below, 1)
      return integer(below)
    },
    uniform: (from, to) => {
      if (![from, to, to - from].every(Number.isFinite) || from > to)
        fail('rng.uniform', 'finite bounds in order', `${from} and ${to}`, 'correct them')
      return from + (to - from) * unit()
    },
    // Box and Muller 1958; the second normal of each pair is dropped so that the stream has no hidden state.
    normal: () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
    sample: (below, count) => {
      checkWhole('rng.sample', 'below', below, 0)
      checkWhole('rng.sample', 'count', count, 0)
      if (count > below) fail('rng.sample', `at most ${below} different numbers below ${below}`, `${count}`, 'ask for fewer')
      const moved = new Map<number, number>()
      return Array.from({ length: count }, (_, place) => {
        const other = place + integer(below - place)
        const drawn = moved.get(other) ?? other
        moved.set(other, moved.get(place) ?? place)
        return drawn
      })
    },
  }
}

function checkWhole(where: string, name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least)
    fail(where, `${name} to be a whole number of at least ${least}`, `${value}`, 'correct it')
}

/** Four 32-bit words from a text, each an FNV-1a hash with its own start, finished as MurmurHash3 does. */
function hash(text: string): number[] {
  return [0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35].map((start) => {
    let word = start
    for (let i = 0; i < text.length; i++) word = Math.imul(word ^ text.charCodeAt(i), 0x01000193)
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
    return word ^ (word >>> 16)
  })
}

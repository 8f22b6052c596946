// What is fuzzed: how a file is made from a stream of random numbers, how it is read, and what must hold if it is accepted.

import type { Rng } from '@assent/core'

export interface Case {
  readonly bytes: Uint8Array
  /** Where only an unchanged file may be accepted: that file. */
  readonly unchanged?: Uint8Array
}

/** One kind of file. `Read` is what its reader makes of it. */
export interface Format<Read> {
  readonly name: string
  /** A changed file, the same for the same stream. */
  make(rng: Rng): Case
  /** Reads it as Assent does, and may refuse it with an AssentError. */
  read(bytes: Uint8Array): Read | Promise<Read>
  /** Throws when what was accepted is nonsense. */
  check(read: Read, made: Case): void
}

/** A format that takes all that happens to a file into itself, so that formats of all kinds stand in one list. */
export interface Target {
  readonly name: string
  make(rng: Rng): Case
  /** Reads and checks; raises what the reader refuses, or {@link Nonsense}. */
  accept(made: Case): Promise<void> | void
}

/** Accepted, but wrong. */
export class Nonsense extends Error {}

export function demand(holds: boolean, what: string): void {
  if (!holds) throw new Nonsense(what)
}

export function target<Read>({ name, make, read, check }: Format<Read>): Target {
  const accept = (made: Case) => {
    const settle = (found: Read) => {
      const { bytes, unchanged } = made
      demand(unchanged === undefined || Buffer.from(unchanged).equals(bytes), 'a changed file is accepted')
      check(found, made)
    }
    const found = read(made.bytes)
    return found instanceof Promise ? found.then(settle) : settle(found)
  }
  return { name, make, accept }
}

export function productOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

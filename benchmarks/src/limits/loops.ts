// The loops of assembly/limits.ts, one instance per thread.

import { readFileSync } from 'node:fs'

// Known to Node, but not to the ES2022 library.
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ readonly instance: { readonly exports: unknown } }>
}

export interface Loops {
  readonly operationsPerRound: { readonly value: number }
  arithmetic(rounds: number): void
  prepare(bytes: number): void
  stream(bytes: number): number
}

interface Exports extends Omit<Loops, 'arithmetic'> {
  arithmetic(rounds: number, ...factors: number[]): number
}

export async function openLoops(): Promise<Loops> {
  const { instance } = await WebAssembly.instantiate(readFileSync(new URL('./limits.wasm', import.meta.url)), {
    env: { abort: () => {} },
  })
  const { arithmetic, ...loops } = instance.exports as Exports
  return { ...loops, arithmetic: (rounds) => void arithmetic(rounds, 0.999, 0.001, 1.5, -0.5) }
}

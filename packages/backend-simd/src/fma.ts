// The same backend with fused multiply-adds, for those who want speed more than the same bits everywhere.

import { fail } from '@assent/autodiff'
import { openBackend, type SimdBackend, type SimdOptions } from './backend.js'
import { kernels } from './run/kernels-fma.generated.js'

// Known to every host, but not to the ES2022 library.
declare const WebAssembly: { validate(bytes: Uint8Array): boolean }

/** The smallest module with a fused multiply-add: a function of a vector that is never called. */
const probe = [
  [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  [1, 5, 1, 0x60, 0, 1, 0x7b],
  [3, 2, 1, 0],
  [10, 19, 1, 17, 0, ...[0, 1, 2].flatMap(() => [0x41, 0, 0xfd, 0x0f]), 0xfd, 0x85, 0x02, 0x0b],
].flat()

/** Whether this engine has relaxed SIMD: Node from 22 on, Node 20 with `--experimental-wasm-relaxed-simd`, Chrome from 114 on. */
export function hasFusedMultiplyAdd(): boolean {
  return WebAssembly.validate(Uint8Array.from(probe))
}

/**
 * Starts the SIMD backend with products of fused multiply-adds, about twice as fast where arithmetic is all. `a · b + c` is
 * then rounded once or twice as the processor has it: a run repeats to the bit on the same machine, not on every machine.
 *
 * @throws AssentError when the engine has no relaxed SIMD
 */
export async function simdFma(options: SimdOptions = {}): Promise<SimdBackend> {
  if (hasFusedMultiplyAdd()) return openBackend({ name: 'simd-fma', compiled: kernels, roundsOnce: true }, options)
  const remedy = 'start Node 20 with --experimental-wasm-relaxed-simd, take Node 22, or use backend simd'
  return fail('backend simd-fma', 'an engine with relaxed SIMD', 'one without', remedy)
}

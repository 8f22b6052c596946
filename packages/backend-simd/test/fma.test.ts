// Kernels with fused multiply-adds: the same suite, rounding that is theirs, and a refusal where the engine has none.

/// <reference types="node" />

import { setFlagsFromString } from 'node:v8'
import { broadcast, matMul, trace } from '@assent/autodiff'
import { describeBackend } from '@assent/testkit'
import { expect, it } from 'vitest'
import { hasFusedMultiplyAdd, simdFma } from '../src/fma.js'
import { simd } from '../src/index.js'
import { runOnce } from './support.js'

// Node 20 has relaxed SIMD behind a flag, later versions without.
const bare = hasFusedMultiplyAdd()
setFlagsFromString('--experimental-wasm-relaxed-simd')

describeBackend('simd-fma', simdFma)

it('is refused by an engine without relaxed SIMD', async () => {
  if (bare) return
  setFlagsFromString('--no-experimental-wasm-relaxed-simd')
  try {
    await expect(simdFma()).rejects.toThrow('expected an engine with relaxed SIMD; found one without')
  } finally {
    setFlagsFromString('--experimental-wasm-relaxed-simd')
  }
})

it('rounds a · b + c once, where the other kernels round twice', async () => {
  // (1 + 2⁻¹²)² − (1 + 2⁻¹¹) is 2⁻²⁴, which the rounded square has lost.
  const program = trace({ a: { shape: [1, 2], perTask: true }, b: { shape: [2, 1], perTask: true } }, ({ a, b }) => ({
    y: matMul(a, broadcast(b, [2, 8])),
  }))
  const inputs = { a: [-(1 + 2 ** -11), 1 + 2 ** -12], b: [1, 1 + 2 ** -12] }
  expect((await runOnce(await simd(), program, 1, inputs)).y).toEqual(Array(8).fill(0))
  expect((await runOnce(await simdFma(), program, 1, inputs)).y).toEqual(Array(8).fill(2 ** -24))
})

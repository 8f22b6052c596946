// The default backend of Assent: our own WebAssembly SIMD kernels.

export { type SimdBackend, type SimdExecutable, type SimdMemory, type SimdOptions, simd } from './backend.js'
export type { KernelProfile } from './profile.js'

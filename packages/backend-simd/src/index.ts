// The default backend of Assent: our own WebAssembly SIMD kernels.

export { simd, type SimdBackend, type SimdExecutable, type SimdOptions } from './backend.js'
export type { KernelProfile } from './profile.js'

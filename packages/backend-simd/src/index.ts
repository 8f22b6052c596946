// The default backend of Assent: our own WebAssembly SIMD kernels.

export type { SimdBackend, SimdExecutable, SimdMemory, SimdOptions } from './backend.js'
export type { KernelProfile } from './profile.js'
export { showPlan } from './show.js'
export { simd } from './simd.js'

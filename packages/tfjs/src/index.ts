// Runs programs on TensorFlow.js: its forward kernels, our derivatives.

export type { Access, Strengths } from './access.js'
export { type TfjsBackendOptions, tfjsBackend } from './backend.js'

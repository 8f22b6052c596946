// Runs programs on TensorFlow.js: its forward kernels, our derivatives.

export { type TfjsBackendOptions, tfjsBackend } from './backend.js'

// TensorFlow.js' plain JavaScript backend: slow, and runs everywhere.

import type { Backend } from '@assent/autodiff'
import { tfjsBackend } from '@assent/tfjs'
import '@tensorflow/tfjs-backend-cpu'

/** The CPU backend of TensorFlow.js, float32. */
export function cpu(): Promise<Backend> {
  return tfjsBackend({ name: 'cpu', tfjsName: 'cpu' })
}

// Stock TensorFlow.js on WebAssembly, started; with the one gradient kernel that its WebAssembly backend lacks, made of
// kernels that it has.

import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'

/** Starts the backend; returns its version. */
export async function startWasm(): Promise<string> {
  tf.env().set('PROD', true)
  setWasmPaths(`${new URL('.', import.meta.resolve('@tensorflow/tfjs-backend-wasm')).pathname}`)
  await tf.setBackend('wasm')
  await tf.ready()
  return tf.version_core
}

/**
 * Stride 1, padding `same`: a convolution of the transposed images, with the output's gradient as filters. The fastest way
 * out that stock kernels offer; without it no convolution can be trained.
 */
export function registerFilterGradient(): void {
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { x, dy } = inputs as { x: tf.Tensor4D; dy: tf.Tensor4D }
      const { filterShape } = attrs as unknown as { filterShape: [number, number, number, number] }
      const images = tf.transpose(x, [3, 1, 2, 0])
      const filters = tf.transpose(dy, [1, 2, 0, 3])
      const result = tf.transpose(tf.conv2d(images, filters, 1, Math.floor(filterShape[0] / 2)), [1, 2, 0, 3])
      // The tensor is let go with its scope, and the kernel's answer must outlive it.
      ;(backend as tf.KernelBackend).incRef(result.dataId)
      return { dataId: result.dataId, shape: result.shape, dtype: result.dtype }
    },
  })
}

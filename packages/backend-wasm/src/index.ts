// TensorFlow.js' own WebAssembly kernels.

import type { Backend } from '@assent/autodiff'
import { tfjsBackend } from '@assent/tfjs'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'

export interface WasmOptions {
  /**
   * Where a browser finds TensorFlow.js' .wasm files: a folder's URL, or one URL per file name. In Node they are found
   * beside the package.
   */
  readonly paths?: Parameters<typeof setWasmPaths>[0]
}

/** The WebAssembly backend of TensorFlow.js, float32, with SIMD where the engine has it. */
export function wasm({ paths }: WasmOptions = {}): Promise<Backend> {
  if (paths !== undefined) setWasmPaths(paths)
  return tfjsBackend({ name: 'wasm', tfjsName: 'wasm' })
}

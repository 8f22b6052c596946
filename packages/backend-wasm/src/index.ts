// TensorFlow.js' own WebAssembly kernels.

import type { Backend, Memory } from '@assent/autodiff'
import { tfjsBackend } from '@assent/tfjs'
import { setWasmPaths, version_wasm } from '@tensorflow/tfjs-backend-wasm'
import { createAccess, heapBytes, isWasm } from './access.js'

/** Where to start from. */
export interface WasmOptions {
  /**
   * Where a browser finds TensorFlow.js' .wasm files: a folder's URL, or one URL per file name. In Node they are found
   * beside the package. All uses in one process share what the first one loaded.
   */
  readonly paths?: Parameters<typeof setWasmPaths>[0]
}

/** What the backend holds. */
export interface WasmMemory extends Memory {
  /** Size of the WebAssembly memory, which never shrinks. */
  readonly heapBytes: number
}

/** A backend that says how large its memory has grown. */
export interface WasmBackend extends Backend {
  /** Live tensors and their bytes, and the size of the whole WebAssembly memory. */
  memory(): WasmMemory
}

/**
 * The WebAssembly backend of TensorFlow.js, float32, with SIMD where the engine has it.
 *
 * @throws AssentError when its files cannot be loaded
 */
export async function wasm({ paths }: WasmOptions = {}): Promise<WasmBackend> {
  if (paths !== undefined) setWasmPaths(paths)
  let bytes = () => 0
  const backend = await tfjsBackend({
    name: 'wasm',
    tfjsName: 'wasm',
    module: '@tensorflow/tfjs-backend-wasm',
    version: version_wasm,
    isOwn: isWasm,
    open: (started) => {
      bytes = () => heapBytes(started)
      return createAccess(started)
    },
  })
  return { ...backend, memory: () => ({ ...backend.memory(), heapBytes: bytes() }) }
}

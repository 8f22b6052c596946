// The way into TensorFlow.js' WebAssembly memory: values are looped over in place, and a part of a tensor is a tensor at an
// address inside it.

import { fail, sizeOf } from '@assent/autodiff'
import type { Access } from '@assent/tfjs'
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import type { KernelBackend } from '@tensorflow/tfjs-core'

/**
 * From this many multiplications on, XNNPACK's product of two plain matrices is quicker, with its call and its transposes,
 * than the scalar loop for batches.
 */
const PRODUCT_ALONE = 8_000

/** XNNPACK's limit. Beyond it TensorFlow.js writes a warning and leaves the result unset. */
const REPEATED_AXES = 6

/** All that 32-bit addresses reach. */
const MOST_BYTES = 2 ** 32

/** The WebAssembly memory seen as arrays, which are others after it has grown. */
interface Heap {
  readonly HEAPF32: Float32Array
  readonly HEAPU8: Uint8Array
}

const isHeap = (module: object): module is Heap => 'HEAPF32' in module && 'HEAPU8' in module

function heapOf({ wasm }: BackendWasm): Heap {
  return isHeap(wasm) ? wasm : fail('backend wasm', 'a memory that can be seen', 'none', 'install the version that was checked')
}

/** Whether a started backend is that of the package. */
export function isWasm(backend: KernelBackend): backend is BackendWasm {
  return 'wasm' in backend && 'dataIdMap' in backend
}

/** Size of the WebAssembly memory. */
export function heapBytes(backend: BackendWasm): number {
  return heapOf(backend).HEAPU8.length
}

/** The way into a started backend. */
export function createAccess(backend: BackendWasm): Access {
  const { dataIdMap, wasm } = backend
  const heap = heapOf(backend)
  const guarded = guard(backend)
  const values = (id: object): Float32Array => {
    const { memoryOffset, shape } = dataIdMap.get(id)
    return heap.HEAPF32.subarray(memoryOffset / 4, memoryOffset / 4 + sizeOf(shape))
  }
  return {
    tfjsName: 'wasm',
    backend: guarded,
    create: (shape) => guarded.write(null, [...shape], 'float32'),
    values,
    part: (id, first, shape) => backend.makeOutput([...shape], 'float32', dataIdMap.get(id).memoryOffset + 4 * first).dataId,
    // Not disposeData, which would free the memory in the middle of the whole.
    releasePart: (id) => {
      wasm.tfjs.disposeData(dataIdMap.get(id).id)
      dataIdMap.delete(id)
    },
    copy: (from, to, first) => {
      const { memoryOffset, shape } = dataIdMap.get(from)
      const start = memoryOffset / 4
      heap.HEAPF32.copyWithin(dataIdMap.get(to).memoryOffset / 4 + first, start, start + sizeOf(shape))
    },
    release: (id) => void backend.disposeData(id),
    read: (id) => values(id).slice(),
    count: () => backend.numDataIds(),
    strengths: { repeatedAxes: REPEATED_AXES, productAlone: PRODUCT_ALONE, convolvesTogether: true },
  }
}

/**
 * The backend for kernels to work with. When memory runs out, TensorFlow.js itself would go on and write over address 0.
 *
 * @throws AssentError when a tensor does not fit
 */
function guard(backend: BackendWasm): BackendWasm {
  const refuse = (shape: readonly number[]): never =>
    fail(
      'backend wasm',
      `room for ${megabytes(4 * sizeOf(shape))} more in a memory of ${megabytes(MOST_BYTES)}`,
      `${megabytes(heapBytes(backend))} taken`,
      'use fewer tasks at once, or fewer inner steps',
    )
  const write: BackendWasm['write'] = (values, shape, dtype) => {
    // Its size would wrap around.
    if (4 * sizeOf(shape) >= MOST_BYTES) refuse(shape)
    const id = backend.write(values, shape, dtype)
    if (backend.dataIdMap.get(id).memoryOffset !== 0) return id
    backend.disposeData(id)
    return refuse(shape)
  }
  const makeOutput: BackendWasm['makeOutput'] = (shape, dtype, memoryOffset, values) =>
    memoryOffset === undefined
      ? { dataId: write(values ?? null, shape, dtype), shape, dtype }
      : backend.makeOutput(shape, dtype, memoryOffset)
  const guarded: BackendWasm = Object.create(backend)
  return Object.assign(guarded, { write, makeOutput })
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`
}

// A TensorFlow.js backend of a few kernels, made of its core alone, whose kernels fail when told to.

import { sizeOf } from '@assent/autodiff'
import * as tf from '@tensorflow/tfjs-core'
import type { Access } from '../src/index.js'

export interface Sham {
  readonly tfjsName: string
  open(backend: tf.KernelBackend): Access
  /** Kernels that were set up and run so far. */
  readonly seen: { setUp: number; run: number }
  /** After this many more kernels the next one throws. */
  failAfter: number
}

class ShamBackend extends tf.KernelBackend {
  readonly tensors = new Map<object, Float32Array>()

  override numDataIds(): number {
    return this.tensors.size
  }

  override floatPrecision(): 16 | 32 {
    return 32
  }

  override dispose(): void {}
}

/** Registers a backend that is started by `start`; each needs a name of its own. */
export function registerSham(tfjsName: string, start?: () => Promise<void>): Sham {
  const sham: Sham = { tfjsName, open: createAccess, seen: { setUp: 0, run: 0 }, failAfter: Number.POSITIVE_INFINITY }
  tf.registerBackend(tfjsName, () => (start ? start().then(() => new ShamBackend()) : new ShamBackend()))

  const register = (kernelName: string, compute: (values: Float32Array[], shapes: number[][]) => Float32Array) =>
    tf.registerKernel({
      kernelName,
      backendName: tfjsName,
      setupFunc: () => {
        sham.seen.setUp++
      },
      kernelFunc: ({ inputs, backend }) => {
        if (sham.failAfter-- <= 0) throw new Error(`${kernelName} fails`)
        sham.seen.run++
        const given = Object.values(inputs) as tf.TensorInfo[]
        const { tensors } = backend as ShamBackend
        const values = compute(
          given.map(({ dataId }) => tensors.get(dataId) as Float32Array),
          given.map(({ shape }) => shape),
        )
        const dataId = {}
        tensors.set(dataId, values)
        return { dataId, shape: [values.length], dtype: 'float32' }
      },
    })
  register('Tanh', ([x]) => (x as Float32Array).map(Math.tanh))
  register('Add', ([a, b]) =>
    (a as Float32Array).map((value, i) => value + ((b as Float32Array)[i % (b as Float32Array).length] as number)),
  )
  register('BatchMatMul', ([a, b], [first, second]) => {
    const [[rows, inner], [, columns]] = [first, second] as [[number, number], [number, number]]
    return Float32Array.from({ length: rows * columns }, (_, at) => {
      const [row, column] = [Math.floor(at / columns), at % columns]
      const terms = Array.from(
        { length: inner },
        (__, k) => (a?.[row * inner + k] as number) * (b?.[k * columns + column] as number),
      )
      return terms.reduce((total, term) => total + term, 0)
    })
  })
  return sham

  function createAccess(backend: tf.KernelBackend): Access {
    const { tensors } = backend as ShamBackend
    const add = (values: Float32Array): object => {
      const id = {}
      tensors.set(id, values)
      return id
    }
    const values = (id: object) => tensors.get(id) as Float32Array
    const release = (id: object) => void tensors.delete(id)
    return {
      tfjsName,
      backend,
      create: (shape) => add(new Float32Array(sizeOf(shape)).fill(NaN)),
      values,
      part: (id, first, shape) => add(values(id).subarray(first, first + sizeOf(shape))),
      releasePart: release,
      copy: (from, to, first) => values(to).set(values(from), first),
      release,
      read: (id) => values(id).slice(),
      count: () => tensors.size,
      strengths: { repeatedAxes: 0, productAlone: 1 },
    }
  }
}

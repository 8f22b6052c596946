// θ as tensors of a file: as it is, as two-byte floats, or as one-byte numbers with a scale for each tensor.

import { type FloatArray, fail, type Learner, type Model, metaParameters } from '@assent/core'
import type { sealFile } from '@assent/core/tools'

/** Bytes of a number: 4, 2 and 1. */
export type FilePrecision = 'float32' | 'float16' | 'int8'

type Tensors = Parameters<typeof sealFile>[3]

const PREFIX = 'theta/'
const SCALE = 'scale/'
/** The largest number of one byte that has a negative of its own. */
const LARGEST = 127

/** @throws AssentError when a value is beyond the range of its type */
export function toTensors(
  trained: { readonly model: Model; readonly learner: Learner },
  theta: FloatArray,
  precision: FilePrecision,
): Tensors {
  let offset = 0
  const parts = metaParameters(trained).flatMap(({ name, shape }) => {
    const size = shape.reduce((product, length) => product * length, 1)
    const values = Float32Array.from(theta.subarray(offset, offset + size))
    offset += size
    if (precision === 'float32') return [[PREFIX + name, { shape, values }] as const]
    if (precision === 'float16') return [[PREFIX + name, { shape, values, dtype: 'F16' } as const] as const]
    const scale = Math.fround(values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / LARGEST) || 1
    const steps = values.map((value) => Math.max(-LARGEST, Math.min(LARGEST, value / scale)))
    return [
      [PREFIX + name, { shape, values: steps, dtype: 'I8' } as const] as const,
      [SCALE + name, { shape: [1], values: Float32Array.of(scale) }] as const,
    ]
  })
  return Object.fromEntries(parts)
}

/**
 * All meta-parameters of a model, flat. Every shape is compared before anything is allocated.
 *
 * @throws AssentError of the kind `damaged` when a tensor is missing or of another shape
 */
export function fromTensors(
  where: string,
  trained: { readonly model: Model; readonly learner: Learner },
  tensors: Tensors,
): Float32Array {
  const parts = metaParameters(trained).map(({ name, shape }) => {
    const { shape: found, values } = own(tensors, PREFIX + name) ?? {}
    if (!values || found?.join() !== shape.join()) {
      return fail(where, `${name} of shape [${shape}]`, found ? `[${found}]` : 'none', 'use another file', 'damaged')
    }
    const { values: scales } = own(tensors, SCALE + name) ?? {}
    if (scales && !(scales.length === 1 && Number(scales[0]) > 0)) {
      return fail(where, `one scale above 0 for ${name}`, `${scales.slice(0, 4)}`, 'use another file', 'damaged')
    }
    return { values, scale: Number(scales?.[0] ?? 1) }
  })
  const theta = new Float32Array(parts.reduce((total, { values }) => total + values.length, 0))
  let offset = 0
  for (const { values, scale } of parts) {
    for (const [place, value] of values.entries()) theta[offset + place] = value * scale
    offset += values.length
  }
  return theta
}

function own(tensors: Tensors, name: string): Tensors[string] | undefined {
  return Object.hasOwn(tensors, name) ? tensors[name] : undefined
}

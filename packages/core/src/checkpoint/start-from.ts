// Starting from given weights: those of another run, or of a PyTorch model saved as safetensors.

import { type FloatArray, fail, type Shape, sizeOf, stridesOf } from '@assent/autodiff'
import { createArray, type Model, parameterCount } from '../contracts/model.js'
import { suggestName } from '../contracts/options.js'
import { decodeSafetensors, type StoredTensor } from './safetensors.js'

/** Where a parameter's values lie in a file, and in which order of axes. */
export interface WeightSource {
  /** The tensor's name in the file. */
  readonly from: string
  /** Axis `i` of the parameter is axis `transpose[i]` of the file's tensor. @defaultValue as they are */
  readonly transpose?: readonly number[]
}

/**
 * Names and axes by parameter. A parameter that is not listed is looked for under its own name, alone or after `theta/`.
 * PyTorch keeps a linear layer's weight as `[out, in]`, so `transpose: [1, 0]`, and a convolution's as `[out, in, height,
 * width]`, so `transpose: [2, 3, 1, 0]`.
 */
export type WeightMap = { readonly [parameter: string]: string | WeightSource }

/**
 * θ of a model from the bytes of a safetensors file, one parameter after the other.
 *
 * @throws AssentError naming the parameter that is missing or of another shape, and map entries that the model does not have
 */
export function weightsFrom(
  { model, precision }: { readonly model: Model; readonly precision: 'float32' | 'float64' },
  bytes: Uint8Array,
  map: WeightMap = {},
  where = 'weights',
): FloatArray {
  const { tensors } = decodeSafetensors(where, bytes)
  const names = model.parameters.map(({ name }) => name)
  const stranger = Object.keys(map).find((name) => !names.includes(name))
  if (stranger !== undefined)
    fail(`${where}, map`, `parameters ${names.join(', ')}`, `'${stranger}'`, suggestName(stranger, names))
  const theta = createArray(precision, parameterCount(model))
  let offset = 0
  for (const { name, shape } of model.parameters) {
    theta.set(readWeight(where, tensors, name, shape, map[name]), offset)
    offset += sizeOf(shape)
  }
  if (!theta.every(Number.isFinite)) fail(where, 'finite weights', 'NaN or infinity', 'use another file', 'damaged')
  return theta
}

function readWeight(
  where: string,
  tensors: { readonly [name: string]: StoredTensor },
  name: string,
  shape: Shape,
  entry: string | WeightSource | undefined,
): ArrayLike<number> {
  const source = typeof entry === 'string' ? { from: entry } : entry
  const [from = name] = source ? [source.from] : [name, `theta/${name}`].filter((own) => Object.hasOwn(tensors, own))
  const stored = Object.hasOwn(tensors, from) ? tensors[from] : undefined
  if (!stored) return fail(where, `a tensor '${from}' for ${name}`, 'none', suggestName(from, Object.keys(tensors)))
  const order = source?.transpose ?? stored.shape.map((_, axis) => axis)
  const arranged = order.map((axis) => Number(stored.shape[axis]))
  if (new Set(order).size !== stored.shape.length || arranged.join() !== shape.join()) {
    const remedy = 'name the transpose, or use the model that these weights are of'
    return fail(where, `${from} as [${shape}] for ${name}`, `[${stored.shape}] with axes in order [${order}]`, remedy)
  }
  return transposed(stored, order)
}

function transposed({ values, shape }: StoredTensor, order: readonly number[]): ArrayLike<number> {
  const strides = stridesOf(shape)
  const lengths = order.map((axis) => Number(shape[axis]))
  const own = stridesOf(lengths)
  return Float64Array.from(values, (_, place) =>
    Number(
      values[
        own.reduce(
          (at, stride, axis) => at + (Math.floor(place / stride) % Number(lengths[axis])) * Number(strides[order[axis] ?? 0]),
          0,
        )
      ],
    ),
  )
}

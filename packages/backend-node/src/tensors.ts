// Our tensors beside TensorFlow's. Its tensors have shapes and cannot be written to; ours have values alone. So each of ours
// is values of the process, or TensorFlow's tensors under as many shapes as were asked for, or both.

import { fail, type Shape } from '@assent/autodiff'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { Binding, Result } from './kernels.js'

interface Tensor {
  /** Written to only before TensorFlow sees them. */
  values?: Float32Array
  /** TensorFlow's numbers of the same values, by shape. */
  readonly ids: Map<string, number>
}

/** Tensors of the process, by the objects that TensorFlow.js knows them by. */
export interface Tensors {
  /** Tensors that are held. */
  count(): number
  /** A tensor of these values. */
  add(values: Float32Array): object
  /** A tensor that TensorFlow made. */
  adopt(result: Pick<Result, 'id' | 'shape'>): object
  values(data: object): Float32Array
  /** TensorFlow's number of a tensor under a shape. Another shape of a tensor that it has shares the values. */
  idUnder(data: object, shape: Shape): number
  release(data: object): void
}

/** No tensors yet. */
export function createTensors(binding: Binding): Tensors {
  const tensors = new Map<object, Tensor>()
  const find = (data: object) => tensors.get(data) ?? missing('a tensor of this backend')
  const put = (tensor: Tensor): object => {
    const data = {}
    tensors.set(data, tensor)
    return data
  }
  return {
    count: () => tensors.size,
    add: (values) => put({ values, ids: new Map() }),
    adopt: ({ id, shape }) => put({ ids: new Map([[String(shape), id]]) }),
    values: (data) => {
      const tensor = find(data)
      if (tensor.values) return tensor.values
      const [id = missing('a tensor with values')] = tensor.ids.values()
      tensor.values = binding.tensorDataSync(id)
      return tensor.values
    },
    idUnder: (data, shape) => idUnder(binding, find(data), shape),
    release: (data) => {
      for (const id of find(data).ids.values()) binding.deleteTensor(id)
      tensors.delete(data)
    },
  }
}

/** As kernels describe it. */
export function described(dataId: object, shape: number[]): TensorInfo {
  return { dataId, shape, dtype: 'float32' }
}

function idUnder(binding: Binding, { values, ids }: Tensor, shape: Shape): number {
  const key = String(shape)
  const known = ids.get(key)
  if (known !== undefined) return known
  const [other] = ids.values()
  const id =
    other === undefined
      ? binding.createTensor(shape, binding.TF_FLOAT, values ?? missing('a tensor with values'))
      : reshaped(binding, other, shape)
  ids.set(key, id)
  return id
}

function reshaped(binding: Binding, id: number, shape: Shape): number {
  const lengths = binding.createTensor([shape.length], binding.TF_INT32, Int32Array.from(shape))
  const attributes = [
    { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'Tshape', type: binding.TF_ATTR_TYPE, value: binding.TF_INT32 },
  ]
  try {
    const [result = missing('a tensor under another shape')] = binding.executeOp('Reshape', attributes, [id, lengths], 1)
    return result.id
  } finally {
    binding.deleteTensor(lengths)
  }
}

/** What TensorFlow's own rules make sure of. */
function missing(expected: string): never {
  return fail('backend node', expected, 'none', 'report this program')
}

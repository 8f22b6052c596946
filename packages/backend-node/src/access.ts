// The way into TensorFlow's memory. Its tensors have shapes and cannot be written to; ours have values alone. So each of
// ours is values of the process, or TensorFlow's tensors under as many shapes as were asked for, or both.

import { fail, type Shape, sizeOf } from '@assent/autodiff'
import type { Access } from '@assent/tfjs'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { Binding, NodeKernels } from './kernels.js'

interface Tensor {
  /** Written to only before TensorFlow sees them. */
  values?: Float32Array
  /** TensorFlow's numbers of the same values, by shape. */
  readonly ids: Map<string, number>
}

/**
 * TensorFlow computes values in groups of up to 16, and what is left one by one with other roundings. Whole groups alone
 * make a value's bits the same wherever it lies, and so a task's whatever stands beside it.
 */
const GROUP = 16

/** Products of one matrix alone were seen to split sums of 3000, and not of 2000. */
const TRANSPOSED_SUMS = 1024

/** The most that TensorFlow's operations of two values take; beyond, they fail. */
const REPEATED_AXES = 5

/** The way into a started backend. */
export function createAccess(backend: NodeKernels): Access {
  const { binding } = backend
  const tensors = new Map<object, Tensor>()
  const find = (data: object) => tensors.get(data) ?? missing('a tensor of this backend')
  const add = (tensor: Tensor): object => {
    const data = {}
    tensors.set(data, tensor)
    return data
  }
  const values = (data: object): Float32Array => {
    const tensor = find(data)
    if (tensor.values) return tensor.values
    const [id = missing('a tensor with values')] = tensor.ids.values()
    tensor.values = binding.tensorDataSync(id)
    return tensor.values
  }
  const release = (data: object) => {
    for (const id of find(data).ids.values()) binding.deleteTensor(id)
    tensors.delete(data)
  }
  const inherited: NodeKernels = Object.create(backend)
  const kernels = Object.assign(inherited, {
    getInputTensorIds: (inputs) => inputs.map(({ dataId, shape }) => idUnder(binding, find(dataId), shape)),
    createOutputTensor: ({ id, shape }) => described(add({ ids: new Map([[String(shape), id]]) }), shape),
  } satisfies Partial<NodeKernels>)
  /** Runs an operation on more than it was asked for, and keeps the first values of its result: those of the shape `kept`. */
  const keepFirst = (
    given: Float32Array,
    shape: number[],
    run: (input: TensorInfo) => TensorInfo,
    kept: (shape: number[]) => number[],
  ): TensorInfo => {
    const input = add({ values: given, ids: new Map() })
    try {
      const result = run(described(input, shape))
      const own = kept(result.shape)
      const first = values(result.dataId).subarray(0, sizeOf(own))
      release(result.dataId)
      return described(add({ values: first, ids: new Map() }), own)
    } finally {
      release(input)
    }
  }
  const execute = backend.executeSingleInput.bind(kernels)
  /** In whole groups, see {@link GROUP}. */
  const executeSingleInput: NodeKernels['executeSingleInput'] = (name, input) => {
    const size = sizeOf(input.shape)
    if (size % GROUP === 0) return execute(name, input)
    const padded = new Float32Array(GROUP * Math.ceil(size / GROUP)).fill(1)
    padded.set(values(input.dataId))
    return keepFirst(
      padded,
      [padded.length],
      (given) => execute(name, given),
      () => input.shape,
    )
  }
  const executeOutput = backend.executeSingleOutput.bind(kernels)
  /** One product alone goes another way through TensorFlow than several, with other roundings on some processors: it is given twice. */
  const executeSingleOutput: NodeKernels['executeSingleOutput'] = (name, attributes, inputs) => {
    const [a, b] = inputs
    if (name !== 'BatchMatMulV2' || !a || !b || a.shape[0] !== 1 || b.shape[0] !== 1)
      return executeOutput(name, attributes, inputs)
    const once = values(a.dataId)
    const twice = new Float32Array(2 * once.length)
    twice.set(once)
    twice.set(once, once.length)
    return keepFirst(
      twice,
      [2, ...a.shape.slice(1)],
      (given) => executeOutput(name, attributes, [given, b]),
      (shape) => [1, ...shape.slice(1)],
    )
  }
  return {
    tfjsName: 'tensorflow',
    backend: Object.assign(kernels, { executeSingleInput, executeSingleOutput }),
    create: (shape) => add({ values: new Float32Array(sizeOf(shape)), ids: new Map() }),
    values,
    part: (data, first, shape) => add({ values: values(data).subarray(first, first + sizeOf(shape)), ids: new Map() }),
    releasePart: release,
    copy: (from, to, first) => values(to).set(values(from), first),
    release,
    read: values,
    count: () => tensors.size,
    strengths: { repeatedAxes: REPEATED_AXES, transposedSums: TRANSPOSED_SUMS },
  }
}

/** What TensorFlow's own rules make sure of. */
function missing(expected: string): never {
  return fail('backend node', expected, 'none', 'report this program')
}

function described(dataId: object, shape: number[]): TensorInfo {
  return { dataId, shape, dtype: 'float32' }
}

/** TensorFlow's number of a tensor under a shape. Another shape of a tensor that it has shares the values. */
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

// The way into TensorFlow's memory, with kernels that round a task's values the same whatever stands beside it.

import { sizeOf } from '@assent/autodiff'
import type { Access } from '@assent/tfjs'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { NodeKernels } from './kernels.js'
import { createTensors, described, type Tensors } from './tensors.js'

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
  const tensors = createTensors(backend.binding)
  const { add, values, release, count } = tensors
  return {
    tfjsName: 'tensorflow',
    backend: kernelsOver(backend, tensors),
    create: (shape) => add(new Float32Array(sizeOf(shape))),
    values,
    part: (data, first, shape) => add(values(data).subarray(first, first + sizeOf(shape))),
    releasePart: release,
    copy: (from, to, first) => values(to).set(values(from), first),
    release,
    read: values,
    count,
    strengths: { repeatedAxes: REPEATED_AXES, transposedSums: TRANSPOSED_SUMS },
  }
}

/** The backend for kernels to work with: our tensors in the place of its own, and sums and groups of one size. */
function kernelsOver(backend: NodeKernels, tensors: Tensors): NodeKernels {
  const inherited: NodeKernels = Object.create(backend)
  const kernels = Object.assign(inherited, {
    getInputTensorIds: (inputs) => inputs.map(({ dataId, shape }) => tensors.idUnder(dataId, shape)),
    createOutputTensor: (result) => described(tensors.adopt(result), result.shape),
  } satisfies Partial<NodeKernels>)
  return Object.assign(kernels, {
    executeSingleInput: inWholeGroups(tensors, backend.executeSingleInput.bind(kernels)),
    executeSingleOutput: neverAlone(tensors, backend.executeSingleOutput.bind(kernels)),
  })
}

/** In whole groups, see {@link GROUP}. */
function inWholeGroups(tensors: Tensors, execute: NodeKernels['executeSingleInput']): NodeKernels['executeSingleInput'] {
  return (name, input) => {
    const size = sizeOf(input.shape)
    if (size % GROUP === 0) return execute(name, input)
    const padded = new Float32Array(GROUP * Math.ceil(size / GROUP)).fill(1)
    padded.set(tensors.values(input.dataId))
    const run = (given: TensorInfo) => execute(name, given)
    return keepFirst(tensors, padded, [padded.length], run, () => input.shape)
  }
}

/** One product alone goes another way through TensorFlow than several, with other roundings on some processors: it is given twice. */
function neverAlone(tensors: Tensors, execute: NodeKernels['executeSingleOutput']): NodeKernels['executeSingleOutput'] {
  return (name, attributes, inputs) => {
    const [a, b] = inputs
    if (name !== 'BatchMatMulV2' || !a || !b || a.shape[0] !== 1 || b.shape[0] !== 1) return execute(name, attributes, inputs)
    const once = tensors.values(a.dataId)
    const twice = new Float32Array(2 * once.length)
    twice.set(once)
    twice.set(once, once.length)
    const run = (given: TensorInfo) => execute(name, attributes, [given, b])
    return keepFirst(tensors, twice, [2, ...a.shape.slice(1)], run, (shape) => [1, ...shape.slice(1)])
  }
}

/** Runs an operation on more than it was asked for, and keeps the first values of its result: those of the shape `kept`. */
function keepFirst(
  { add, values, release }: Tensors,
  given: Float32Array,
  shape: number[],
  run: (input: TensorInfo) => TensorInfo,
  kept: (shape: number[]) => number[],
): TensorInfo {
  const input = add(given)
  try {
    const result = run(described(input, shape))
    const own = kept(result.shape)
    const first = values(result.dataId).subarray(0, sizeOf(own))
    release(result.dataId)
    return described(add(first), own)
  } finally {
    release(input)
  }
}

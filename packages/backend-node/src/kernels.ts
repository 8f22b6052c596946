// The parts of tfjs-node's backend that are used. Its kernels hand tensors to TensorFlow by number, and what comes back is
// a number too; both ways pass through two methods of the backend, which is how our tensors get in and out.

import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core'

/** What TensorFlow says of a result. */
export interface Result {
  /** TensorFlow's number of the tensor. */
  readonly id: number
  readonly shape: number[]
  readonly dtype: number
}

/** An attribute of an operation, by TensorFlow's numbers for types. */
export interface Attribute {
  readonly name: string
  readonly type: number
  readonly value: number
}

/** TensorFlow itself. */
export interface Binding {
  readonly TF_FLOAT: number
  readonly TF_INT32: number
  readonly TF_ATTR_TYPE: number
  /** A tensor with a copy of the values. */
  createTensor(shape: readonly number[], dtype: number, values: Float32Array | Int32Array): number
  deleteTensor(id: number): void
  /** A copy of a tensor's values. */
  tensorDataSync(id: number): Float32Array
  executeOp(name: string, attributes: readonly Attribute[], inputs: readonly number[], outputs: number): Result[]
}

/** tfjs-node's backend. */
export interface NodeKernels extends KernelBackend {
  readonly binding: Binding
  getInputTensorIds(tensors: readonly TensorInfo[]): number[]
  createOutputTensor(result: Result): TensorInfo
  /** An operation of one result: the way of matrix products, among others. */
  executeSingleOutput(name: string, attributes: readonly Attribute[], inputs: readonly TensorInfo[]): TensorInfo
  /** An operation of one input: the way of all kernels that treat every value alike. */
  executeSingleInput(name: string, input: TensorInfo): TensorInfo
}

/** Whether a started backend is tfjs-node's. */
export function isNode(backend: KernelBackend): backend is NodeKernels {
  return 'binding' in backend && 'executeSingleInput' in backend
}

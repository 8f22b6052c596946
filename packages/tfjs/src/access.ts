// How the runner reaches into a TensorFlow.js backend: its memory, and what its kernels are good at. Each backend package
// fills this in, since TensorFlow.js has no common way in.

import type { Shape } from '@assent/autodiff'
import type { DataId } from '@tensorflow/tfjs-core'

/** One TensorFlow.js backend from the inside. All values are float32. */
export interface Access {
  /** As TensorFlow.js knows it. */
  readonly tfjsName: string
  /** What its kernels get as their backend. */
  readonly backend: object
  /**
   * A new tensor whose values are not set.
   *
   * @throws AssentError when there is no memory left
   */
  create(shape: Shape): DataId
  /** A tensor's values where they lie; valid until the next tensor is made. */
  values(data: DataId): Float32Array
  /** A tensor of `shape` that shares the values of `data` from value `first` on. */
  part(data: DataId, first: number, shape: Shape): DataId
  /** Lets a part go, but not the values. */
  releasePart(part: DataId): void
  /** Copies all of a tensor's values into another, from its value `first` on. */
  copy(from: DataId, to: DataId, first: number): void
  /** Lets a tensor and its values go. */
  release(data: DataId): void
  /** A copy of a tensor's values, or an array that nobody will write to. */
  read(data: DataId): Float32Array
  /** Tensors alive in the backend, whoever made them. */
  count(): number
  readonly strengths: Strengths
}

/** What a backend's kernels are good at; decides how operations are composed. */
export interface Strengths {
  /** Up to how many axes its operations of two values may have to repeat the shorter one by themselves; 0 where that is slow. */
  readonly repeatedAxes: number
  /**
   * Multiplications of one task from which its matrix product is worth a call of its own, with both matrices laid out row by
   * row; below, and where absent, one call does the products of all tasks.
   */
  readonly productAlone?: number
  /**
   * How long the sums of a matrix product may be where the first matrix is transposed: longer ones would be split in parts
   * that depend on how many tasks there are, and with them a task's bits. Absent where none are.
   */
  readonly transposedSums?: number
  /**
   * Whether one convolution of the images of several tasks sums each of them as it would alone. Where it does not, or nobody has
   * looked, each task's images are convolved by themselves.
   */
  readonly convolvesTogether?: boolean
}

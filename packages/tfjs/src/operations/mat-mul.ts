// Matrix products. On WebAssembly TensorFlow.js is fast for one plain product and a scalar loop for batches and
// transposes, so products are brought to that form.

import type { Operation, Shape } from '@assent/autodiff'
import * as tf from '@tensorflow/tfjs-core'
import { folded, join, type NodeForm, type Step, split, type ValueForm } from '../values.js'

/** Below this many multiplications per task a batch of scalar loops costs less than cutting it up. */
const WORTH_SPLITTING = 30_000

export function matMulStep({ transposeA, transposeB }: Extract<Operation, { kind: 'matMul' }>, form: NodeForm): Step {
  const [left, right] = form.from as [ValueForm, ValueForm]
  const { shape, tasks } = form
  const inner = left.shape[transposeA ? 0 : 1] as number
  const straightA = (a: tf.Tensor) => (transposeA ? swapped(a) : a)
  const straightB = (b: tf.Tensor) => (transposeB ? swapped(b) : b)
  if (!form.perTask) return ([a, b]) => tf.matMul(straightA(a as tf.Tensor), straightB(b as tf.Tensor))
  if (!right.perTask) {
    const rows: Shape = [shape[0] as number, inner]
    return ([a, b]) =>
      tf.reshape(tf.matMul(folded(straightA(a as tf.Tensor), rows, tasks), straightB(b as tf.Tensor)), [tasks, ...shape])
  }
  const work = (shape[0] as number) * inner * (shape[1] as number)
  if (work < WORTH_SPLITTING) return ([a, b]) => tf.matMul(a as tf.Tensor, b as tf.Tensor, transposeA, transposeB)
  return ([a, b]) => {
    const ofA = split(straightA(a as tf.Tensor), { ...left, shape: [shape[0] as number, inner] }, tasks)
    const ofB = split(straightB(b as tf.Tensor), { ...right, shape: [inner, shape[1] as number] }, tasks)
    return join(
      ofA.map((own, task) => tf.matMul(own, ofB[task] as tf.Tensor)),
      shape,
    )
  }
}

/** The last two axes swapped. */
function swapped(matrix: tf.Tensor): tf.Tensor {
  return tf.transpose(matrix, matrix.rank === 3 ? [0, 2, 1] : [1, 0])
}

// Kernels that treat every value alike.

import type { BinaryKind, UnaryKind } from '../operation.js'
import { sameShape } from '../shape.js'
import { type Kernel, type KernelNode, type KernelTable, positionAt, valueAt } from './kernel.js'
import { broadcastPositions } from './positions.js'

const unary =
  (f: (value: number) => number) =>
  (): Kernel =>
  ([a], output) => {
    for (let i = 0; i < output.length; i++) output[i] = f(valueAt(a, i))
  }

const binary =
  (f: (left: number, right: number) => number) =>
  ({ shape, from }: Pick<KernelNode, 'shape' | 'from'>): Kernel => {
    const [left, right] = from.map((own) => (sameShape(own, shape) ? undefined : broadcastPositions(own, shape)))
    return ([a, b], output) => {
      for (let i = 0; i < output.length; i++) {
        output[i] = f(valueAt(a, left ? positionAt(left, i) : i), valueAt(b, right ? positionAt(right, i) : i))
      }
    }
  }

export const elementwiseKernels = (): KernelTable<
  UnaryKind | BinaryKind | 'fill' | 'constant' | 'scale' | 'addScalar' | 'gate'
> => ({
  fill:
    ({ operation }) =>
    (_inputs, output) =>
      output.fill(operation.value),
  constant:
    ({ operation: { values } }) =>
    (_inputs, output) =>
      output.set(values),
  scale: ({ operation: { by } }) => unary((a) => a * by)(),
  addScalar: ({ operation: { by } }) => unary((a) => a + by)(),
  gate:
    () =>
    ([a, by], output) => {
      for (let i = 0; i < output.length; i++) {
        output[i] = valueAt(by, i) <= 0 ? 0 : valueAt(a, i)
      }
    },
  tanh: unary(Math.tanh),
  sigmoid: unary((a) => 1 / (1 + Math.exp(-a))),
  exp: unary(Math.exp),
  log: unary(Math.log),
  sqrt: unary(Math.sqrt),
  rsqrt: unary((a) => 1 / Math.sqrt(a)),
  square: unary((a) => a * a),
  add: binary((a, b) => a + b),
  sub: binary((a, b) => a - b),
  mul: binary((a, b) => a * b),
  div: binary((a, b) => a / b),
})

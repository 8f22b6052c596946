// Kernels that treat every value alike.

import type { BinaryKind, UnaryKind } from '../operation.js'
import { sameShape } from '../shape.js'
import type { Kernel, KernelNode, KernelTable } from './kernel.js'
import { broadcastPositions } from './positions.js'

const unary =
  (f: (value: number) => number) =>
  (): Kernel =>
  ([a], output) => {
    for (let i = 0; i < output.length; i++) output[i] = f(a[i] as number)
  }

const binary =
  (f: (left: number, right: number) => number) =>
  ({ shape, from }: Pick<KernelNode, 'shape' | 'from'>): Kernel => {
    const [left, right] = from.map((own) => (sameShape(own, shape) ? undefined : broadcastPositions(own, shape)))
    return ([a, b], output) => {
      for (let i = 0; i < output.length; i++) {
        output[i] = f(a[left ? (left[i] as number) : i] as number, b[right ? (right[i] as number) : i] as number)
      }
    }
  }

export const elementwiseKernels: KernelTable<UnaryKind | BinaryKind | 'fill' | 'scale' | 'addScalar' | 'gate'> = {
  fill:
    ({ operation }) =>
    (_inputs, output) =>
      output.fill(operation.value),
  scale: ({ operation: { by } }) => unary((a) => a * by)(),
  addScalar: ({ operation: { by } }) => unary((a) => a + by)(),
  gate:
    () =>
    ([a, by], output) => {
      for (let i = 0; i < output.length; i++) {
        output[i] = (by[i] as number) <= 0 ? 0 : (a[i] as number)
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
}

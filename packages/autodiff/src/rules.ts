// The gradient of each operation, written in the operations themselves. A rule gets the node's own
// result `y`, its inputs and the gradient `g` of the loss in `y`; it returns one gradient per input,
// or null where the operation is constant in that input.

import { at } from './at.js'
import { convolveAt, convolveFilters, convolveImages } from './convolution.js'
import { addScalar, div, gate, mul, neg, rsqrt, scale, square } from './elementwise.js'
import { fail } from './errors.js'
import type { Tensor } from './graph.js'
import { matMul } from './mat-mul.js'
import type { Operation, OperationKind } from './operation.js'
import { pick, place } from './pooling.js'
import { keepAxes } from './shape.js'
import { broadcast, pad, reshape, slice, sumTo, transpose } from './structure.js'

type Attributes<K extends OperationKind> = Extract<Operation, { readonly kind: K }>

/** A node's inputs. Typed as at least two, so that rules can name them; the rule of a unary operation names one. */
type Inputs = readonly [Tensor, Tensor, ...Tensor[]]

/** Gradients in the inputs of one node. */
type Rule<K extends OperationKind> = (
  g: Tensor,
  inputs: Inputs,
  y: Tensor,
  attributes: Attributes<K>,
) => readonly (Tensor | null)[]

const constant = () => []

const notDifferentiable = (kind: OperationKind): never =>
  fail('gradient', 'differentiable operations between input and loss', kind, 'wrap its result in stopGradient')

const rules: { readonly [K in OperationKind]: Rule<K> } = {
  input: constant,
  fill: constant,
  constant,
  stopGradient: () => [null],

  add: (g, [a, b]) => [sumTo(g, a.shape), sumTo(g, b.shape)],
  sub: (g, [a, b]) => [sumTo(g, a.shape), sumTo(neg(g), b.shape)],
  mul: (g, [a, b]) => [sumTo(mul(g, b), a.shape), sumTo(mul(g, a), b.shape)],
  div: (g, [a, b], y) => [sumTo(div(g, b), a.shape), sumTo(neg(div(mul(g, y), b)), b.shape)],
  scale: (g, _inputs, _y, { by }) => [scale(g, by)],
  addScalar: (g) => [g],
  gate: (g, [, by]) => [gate(g, by), null],

  tanh: (g, _inputs, y) => [mul(g, addScalar(neg(square(y)), 1))],
  sigmoid: (g, _inputs, y) => [mul(g, mul(y, addScalar(neg(y), 1)))],
  exp: (g, _inputs, y) => [mul(g, y)],
  log: (g, [a]) => [div(g, a)],
  sqrt: (g, [a]) => [scale(mul(g, rsqrt(a)), 0.5)],
  rsqrt: (g, _inputs, y) => [scale(mul(g, mul(y, square(y))), -0.5)],
  square: (g, [a]) => [scale(mul(g, a), 2)],

  sum: (g, [a], _y, { axes }) => [broadcast(reshape(g, keepAxes(a.shape, axes)), a.shape)],
  broadcast: (g, [a]) => [sumTo(g, a.shape)],
  reshape: (g, [a]) => [reshape(g, a.shape)],
  transpose: (g, _inputs, _y, { permutation }) => [
    transpose(
      g,
      permutation.map((_, axis) => permutation.indexOf(axis)),
    ),
  ],
  slice: (g, [a], _y, { begin }) => [pad(g, begin, a.shape)],
  pad: (g, [a], _y, { begin }) => [slice(g, begin, a.shape)],
  concat: (g, parts, _y, { axis }) => {
    let offset = 0
    return parts.map((part) => {
      const begin = part.shape.map((_, along) => (along === axis ? offset : 0))
      offset += at(part.shape, axis)
      return slice(g, begin, part.shape)
    })
  },

  // y = A·B with A, B possibly transposed: dA = g·Bᵀ, dB = Aᵀ·g, transposed back where the input was.
  matMul: (g, [a, b], _y, { transposeA, transposeB }) => [
    transposeA ? matMul(b, g, { transposeA: transposeB, transposeB: true }) : matMul(g, b, { transposeB: !transposeB }),
    transposeB ? matMul(g, a, { transposeA: true, transposeB: transposeA }) : matMul(a, g, { transposeA: !transposeA }),
  ],

  // Convolution and its two adjoints are closed: each is linear in both inputs.
  convolve: (g, [images, filters], _y, window) => [
    convolveImages(g, filters, window, images.shape),
    convolveFilters(images, g, window, filters.shape),
  ],
  convolveImages: (g, [outputs, filters], _y, window) => [
    convolveAt(g, filters, window, outputs.shape),
    convolveFilters(g, outputs, window, filters.shape),
  ],
  convolveFilters: (g, [images, outputs], _y, window) => [
    convolveImages(outputs, g, window, images.shape),
    convolveAt(images, g, window, outputs.shape),
  ],

  pick: (g, [images, index], _y, window) => [place(g, index, window, images.shape), null],
  place: (g, [, index], _y, window) => [pick(g, index, window), null],

  max: () => notDifferentiable('max'),
  poolIndex: () => notDifferentiable('poolIndex'),
}

/** Gradients of a scalar in the inputs of `y`, given its gradient `g` in `y`. */
export function inputGradients(y: Tensor, g: Tensor): readonly (Tensor | null)[] {
  const { operation, inputs } = y.graph.node(y)
  const rule = rules[operation.kind] as Rule<OperationKind>
  // Rules name no more inputs than their operation has.
  const [a = y, b = a, ...others] = inputs.map((id) => y.graph.tensor(id))
  return rule(g, [a, b, ...others], y, operation)
}

// Clipping the gradients of an inner step: value by value, or all together by their norm (Pascanu, Mikolov and Bengio 2013).

import { add, addScalar, fail, mul, neg, relu, rsqrt, scale, square, sub, sum, type Tensor } from '@assent/autodiff'
import type { Settings } from '@assent/core'

/** Bounds of an inner step's gradients: by value first, then by norm. `innerSgd` and `innerAdam` take them. */
export interface ClipOptions {
  /** The largest magnitude of a gradient's value, above 0. @defaultValue no bound */
  readonly clipValue?: number
  /** The largest norm of all parameters' gradients together, above 0. @defaultValue no bound */
  readonly clipNorm?: number
}

/** The names of these options. */
export const clipOptions = ['clipValue', 'clipNorm'] as const

/** These options as settings; nothing where nothing is clipped. */
export function clipSettings({ clipValue, clipNorm }: ClipOptions): Settings {
  return { ...(clipValue !== undefined && { clipValue }), ...(clipNorm !== undefined && { clipNorm }) }
}

/** Refuses a bound that is not above 0. */
export function checkClip(where: string, { clipValue, clipNorm }: ClipOptions): void {
  for (const [name, bound] of Object.entries({ clipValue, clipNorm })) {
    if (bound !== undefined && !(bound > 0 && Number.isFinite(bound))) {
      fail(`${where}.${name}`, 'a number above 0', `${bound}`, 'leave it out for no bound')
    }
  }
}

/** The gradients of one step, within the bounds: first by value, then by norm. */
export function clipGradients(gradients: readonly Tensor[], { clipValue, clipNorm }: ClipOptions): readonly Tensor[] {
  const bounded = clipValue === undefined ? gradients : gradients.map((gradient) => clipByValue(gradient, clipValue))
  return clipNorm === undefined ? bounded : clipByNorm(bounded, clipNorm)
}

/** `min(max(g, −c), c)`. */
function clipByValue(gradient: Tensor, bound: number): Tensor {
  const above = relu(addScalar(gradient, -bound))
  const below = relu(addScalar(neg(gradient), -bound))
  return add(sub(gradient, above), below)
}

/** `g · min(1, c / ‖g‖)`, with the norm over all parameters. */
function clipByNorm(gradients: readonly Tensor[], bound: number): readonly Tensor[] {
  const [first, ...rest] = gradients.map((gradient) => sum(square(gradient)))
  if (!first) return gradients
  const squares = rest.reduce((total, part) => add(total, part), first)
  // The root is taken of the bound's square where the norm is within it, so that a gradient of 0 stays 0.
  const beyond = addScalar(squares, -(bound ** 2))
  const factor = scale(rsqrt(addScalar(relu(beyond), bound ** 2)), bound)
  return gradients.map((gradient) => mul(gradient, factor))
}

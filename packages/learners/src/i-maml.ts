// Implicit MAML: Rajeswaran, Finn, Kakade and Levine 2019 (arXiv 1909.04630), eq. 6 and Algorithm 2: the meta-gradient from the
// inner loop's solution alone, by conjugate gradients, without differentiating through its steps.

import { add, addScalar, div, fill, gradient, mul, scale, stopGradient, sum, type Tensor } from '@assent/autodiff'
import { type Adaptation, checkOptions, fail, innerLoop, type Learner, type TrainingTask } from '@assent/core'
import { checkRate } from './check-rate.js'
import { type LearnerOptions, learnerOf, learnerOptions } from './options.js'
import { proximal } from './proximal.js'

/** How the inner loop is held to θ, and how exactly its meta-gradient is solved for. */
export interface IMamlOptions extends LearnerOptions {
  /** How strongly the inner loop is held to θ: λ of `L_support(φ) + λ/2 ‖φ − θ‖²`, above 0. */
  readonly lambda: number
  /** Steps of conjugate gradients. @defaultValue 5 */
  readonly conjugateSteps?: number
}

/**
 * Proposes `(I + ∇²L_support(θᵢ)/λ)⁻¹ ∇L_query(θᵢ)`, solved by a fixed number of steps. The inner loop should come near the
 * solution of its regularized problem.
 */
export function iMaml({ lambda, conjugateSteps = 5, ...options }: IMamlOptions): Learner {
  checkOptions('iMaml', options, ['lambda', 'conjugateSteps', ...learnerOptions])
  checkRate('iMaml.lambda', lambda)
  if (lambda === 0) fail('iMaml.lambda', 'a number above 0', '0', 'hold the inner loop to θ')
  if (!Number.isSafeInteger(conjugateSteps) || conjugateSteps < 1) {
    fail('iMaml.conjugateSteps', 'a whole number of at least 1', `${conjugateSteps}`, 'leave it out for 5')
  }
  const inner = proximal(options.inner, lambda)
  const learner = learnerOf('iMaml', 1, { ...options, inner }, (task) => implicitGradient(task, inner, lambda, conjugateSteps))
  return { ...learner, settings: { ...learner.settings, lambda, conjugateSteps } }
}

function implicitGradient(task: TrainingTask, inner: Adaptation, lambda: number, steps: number): ReturnType<Learner['propose']> {
  const adapted = innerLoop(task, inner)
  const slope = gradient(task.loss(adapted, task.support), adapted)
  const outer = gradient(task.queryLoss(adapted), adapted)
  /** `(I + H/λ) v`: the Hessian times v is the gradient of `∇L · v`. */
  const operator = (v: Vector): Vector => {
    const curved = gradient(dot(slope, v.map(stopGradient)), adapted)
    return v.map((value, p) => add(value, scale(curved[p] ?? value, 1 / lambda)))
  }
  return { adapted, update: solve(operator, outer, steps) }
}

type Vector = readonly Tensor[]

/** Keeps a residual of exactly 0 from dividing 0 by 0; nothing beside any other. */
const NOTHING = 1e-30

/** `A⁻¹ b` by conjugate gradients from 0 (Hestenes and Stiefel 1952). */
function solve(operator: (v: Vector) => Vector, b: Vector, steps: number): Vector {
  let x: Vector = b.map((value) => fill(value, 0))
  let [residual, direction]: [Vector, Vector] = [b, b]
  let squared = dot(residual, residual)
  for (let step = 0; step < steps; step++) {
    const image = operator(direction)
    const length = div(squared, addScalar(dot(direction, image), NOTHING))
    x = combine(x, direction, length)
    residual = combine(residual, image, scale(length, -1))
    const before = squared
    squared = dot(residual, residual)
    direction = combine(residual, direction, div(squared, addScalar(before, NOTHING)))
  }
  return x
}

/** `a + factor · b`. */
function combine(a: Vector, b: Vector, factor: Tensor): Vector {
  return a.map((value, p) => add(value, mul(b[p] ?? value, factor)))
}

function dot(a: Vector, b: Vector): Tensor {
  return a.map((value, p) => sum(mul(value, b[p] ?? value))).reduce((total, part) => add(total, part))
}

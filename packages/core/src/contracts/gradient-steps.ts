// Adaptations that follow the gradient of the support loss: what an inner optimizer is.

import { fill, gradient, type Tensor } from '@assent/autodiff'
import type { Adaptation, AdaptationState, AdaptingTask } from './adaptation.js'
import type { Settings } from './settings.js'

/** One inner step, over all parameters at once. */
export interface GradientStep {
  readonly task: AdaptingTask
  readonly parameters: readonly Tensor[]
  /** Of the support loss, in the order of the parameters. */
  readonly gradients: readonly Tensor[]
  /** `slots[name][p]`: state `name` of parameter `p`, of the parameter's shape; zeros before the first step. */
  readonly slots: Slots
  /** The numbers of this step, as scalars. */
  readonly coefficients: readonly Tensor[]
}

/** An optimizer's state by name, one tensor per parameter. */
export type Slots = { readonly [name: string]: readonly Tensor[] }

/** What an inner optimizer is made of. */
export interface GradientStepsOptions {
  readonly name: string
  readonly settings?: Settings
  /** @defaultValue true */
  readonly differentiable?: boolean
  /** State kept per parameter from step to step, by name; fresh for each task. @defaultValue none */
  readonly slots?: readonly string[]
  /** Numbers that depend on the inner step alone, which is counted from 1. @defaultValue none */
  readonly coefficients?: (innerStep: number) => readonly number[]
  /** Moves all parameters against their gradients. */
  readonly move: (step: GradientStep) => { readonly parameters: readonly Tensor[]; readonly slots?: Slots }
}

/**
 * The adaptation that starts at θ and takes gradient steps.
 *
 * @example
 * ```ts
 * const descent = (rate: number) =>
 *   gradientSteps({
 *     name: 'descent',
 *     settings: { rate },
 *     move: ({ parameters, gradients }) => ({ parameters: parameters.map((p, i) => sub(p, scale(gradients[i], rate))) }),
 *   })
 * ```
 */
export function gradientSteps(options: GradientStepsOptions): Adaptation {
  const { name, settings = {}, differentiable = true, slots = [], coefficients, move } = options
  const key = (slot: string, parameter: string) => `${slot}/${parameter}`
  return {
    name,
    settings,
    differentiable,
    ...(coefficients && { coefficients }),
    begin: ({ theta, names }) => ({
      parameters: theta,
      memory: Object.fromEntries(
        slots.flatMap((slot) => theta.map((parameter, p) => [key(slot, names[p] ?? ''), fill(parameter, 0)])),
      ),
    }),
    step: (task, { parameters, memory }, examples, scalars) => {
      const gradients = gradient(task.loss(parameters, examples), parameters)
      const ofSlot = (slot: string) => task.names.flatMap((parameter) => memory[key(slot, parameter)] ?? [])
      const before = Object.fromEntries(slots.map((slot) => [slot, ofSlot(slot)]))
      const moved = move({ task, parameters, gradients, slots: before, coefficients: scalars })
      return { parameters: moved.parameters, memory: remember(task, moved.slots ?? {}, key) }
    },
  }
}

function remember(
  { names }: AdaptingTask,
  slots: Slots,
  key: (slot: string, parameter: string) => string,
): AdaptationState['memory'] {
  return Object.fromEntries(
    Object.entries(slots).flatMap(([slot, tensors]) => tensors.map((tensor, p) => [key(slot, names[p] ?? ''), tensor])),
  )
}

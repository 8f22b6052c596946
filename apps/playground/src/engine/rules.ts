// The weightings that the page offers, by name.

import type { Weighting } from '@assent/core'
import { geometricMedian, gradientAgreement, normClip, pcgrad, uniform, whitened } from '@assent/weightings'

export interface Rule {
  readonly title: string
  /** What it does with the tasks' proposals, in one line. */
  readonly about: string
  readonly make: () => Weighting
}

export const rules = {
  uniform: { title: 'plain average', about: 'w = 1/n: every task counts the same', make: uniform },
  gradientAgreement: {
    title: 'gradient agreement',
    about: 'w ∝ g · Σg: a task counts as far as it agrees with all',
    make: gradientAgreement,
  },
  whitened: {
    title: 'whitened',
    about: 'w = (I + G/μt)⁻¹ 1/n: what many tasks share is held back',
    make: () => whitened(),
  },
  clipped: {
    title: 'whitened and clipped',
    about: 'whitened, once all proposals are cut to their median length',
    make: () => whitened({ clip: true }),
  },
  normClip: { title: 'clipped', about: 'w = 1/n, with proposals cut to their median length', make: normClip },
  pcgrad: { title: 'PCGrad', about: 'what conflicts with another task is projected away', make: pcgrad },
  geometricMedian: {
    title: 'geometric median',
    about: 'towards the point that is nearest to all proposals',
    make: geometricMedian,
  },
} as const satisfies Record<string, Rule>

export type RuleName = keyof typeof rules

export const ruleNames = Object.keys(rules) as readonly RuleName[]

// Colors for canvases, from the page's own variables: a canvas does not follow a style sheet.

import type { RuleName } from '../engine/rules.js'

/** The variable with each rule's color. */
export const ruleColors: Readonly<Record<RuleName, string>> = {
  uniform: 'rule-uniform',
  gradientAgreement: 'rule-agreement',
  whitened: 'rule-whitened',
  clipped: 'rule-clipped',
  normClip: 'rule-norm-clip',
  pcgrad: 'rule-pcgrad',
  geometricMedian: 'rule-median',
}

export interface Theme {
  readonly ink: string
  readonly faint: string
  readonly grid: string
  readonly paper: string
  readonly positive: string
  readonly negative: string
  readonly bad: string
  rule(name: RuleName): string
}

/** The colors of the theme that the page has now. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement)
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    ink: color('ink'),
    faint: color('faint'),
    grid: color('grid'),
    paper: color('paper'),
    positive: color('positive'),
    negative: color('negative'),
    bad: color('bad'),
    rule: (name) => color(ruleColors[name]),
  }
}

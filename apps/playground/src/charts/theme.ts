// Colors for canvases, from the page's own variables: a canvas does not follow a style sheet.

import type { RuleName } from '../engine/rules.js'

export interface Theme {
  readonly ink: string
  readonly faint: string
  readonly grid: string
  readonly paper: string
  readonly positive: string
  readonly negative: string
  readonly bad: string
  readonly rules: Readonly<Record<RuleName, string>>
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
    rules: {
      uniform: color('rule-uniform'),
      gradientAgreement: color('rule-agreement'),
      whitened: color('rule-whitened'),
      clipped: color('rule-clipped'),
      normClip: color('rule-norm-clip'),
      pcgrad: color('rule-pcgrad'),
      geometricMedian: color('rule-median'),
    },
  }
}

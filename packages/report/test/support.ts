// Reports with known numbers, and a page of one to look at.

import { rootMeanSquaredError } from '@assent/core'
import { parseHTML } from 'linkedom'
import { type MethodData, type ReportData, type RunData, renderReport } from '../src/index.js'

/** Losses fall by 1 % a step from 2 (support) and 1 (query). */
export function run(seed: number, changes: Partial<RunData> = {}): RunData {
  const log = Array.from({ length: 100 }, (_, index) => ({
    step: index + 1,
    supportLoss: 2 * 0.99 ** index,
    queryLoss: seed * 0.99 ** index,
    weightSum: 0.75,
    negativeShare: 0.25,
    stretch: index === 0 ? null : 1.5,
  }))
  return {
    seed,
    log,
    votes: [vote(1), vote(50), vote(100)],
    steps: [0, 1, 2].map((step) => ({ step, score: { mean: 0.9 - 0.2 * step, interval: 0.05 } })),
    setup: { tasks: { name: 'tides', settings: { shots: 5 } }, seed, versions: { assent: '1.2.3' } },
    ...changes,
  }
}

/** The published example, (1, 0), (1, 0), (−½, 0), with the dissenter in the middle and a fourth at right angles. */
export function vote(step: number): RunData['votes'][number] {
  return {
    step,
    tasks: ['a', 'dissenter', 'b', 'other'],
    weights: [0.4, -0.2, 0.3, 0.1],
    gram: [
      [1, -0.5, 1, 0],
      [-0.5, 0.25, -0.5, 0],
      [1, -0.5, 1, 0],
      [0, 0, 0, 4],
    ],
  }
}

export const votes = { weightSum: 0.75, negativeShare: 0.25, stretch: 1.5, screenedTasks: 3 }

export const curve: MethodData['samples'][number] = {
  kind: 'curve',
  task: 'Plymouth',
  metric: rootMeanSquaredError({ unit: 'm' }),
  support: [
    { x: 0, y: 0 },
    { x: 2, y: 1 },
  ],
  query: [{ x: 1, y: 0.5 }],
  curves: [
    { step: 0, score: 0.765, points: [0, 1, 2].map((x) => ({ x, y: 0.1 })) },
    { step: 5, score: 0.123, points: [0, 1, 2].map((x) => ({ x, y: x / 2 })) },
  ],
}

const picture = (label: number) => ({ height: 2, width: 2, channels: 1 as const, values: [0, 1, 0.5, 0], inverted: true, label })

export const pictures: MethodData['samples'][number] = {
  kind: 'pictures',
  task: 'owl, door',
  classes: 2,
  innerSteps: 3,
  support: [picture(0), picture(1)],
  query: [
    { ...picture(0), predicted: 0 },
    { ...picture(1), predicted: 0 },
  ],
}

/** Two channels over three steps; one value is missing. */
export const series: Extract<MethodData['samples'][number], { kind: 'series' }> = {
  kind: 'series',
  task: 'walking, standing',
  classes: 1,
  innerSteps: 1,
  support: [{ length: 3, channels: 2, values: [3, 1, 1, Number.NaN, -1, 1], label: 0 }],
  query: [{ length: 3, channels: 2, values: [-1, -1, -1, -1, -1, -1], label: 0, predicted: 0 }],
}

export const judged: NonNullable<ReportData['judged']> = {
  metric: rootMeanSquaredError({ unit: 'm' }),
  split: 'test',
  episodes: 600,
  innerSteps: 2,
  transductive: false,
  baselines: [{ name: 'mean of support', score: { mean: 0.8249, interval: 0.0154 } }],
}

/** A report on a single run. */
export function runReport(changes: Partial<ReportData> = {}): ReportData {
  const result = { score: { mean: 0.5, interval: 0.05 }, worstDecile: 1.234, seeds: [], ...votes }
  return {
    title: 'tides: maml with agreement',
    command: 'assent train --preset tides --seed 7',
    judged,
    methods: [{ name: 'agreement', result, trials: [], runs: [run(7)], samples: [curve, pictures, series] }],
    ...changes,
  }
}

/** A report on two methods, two seeds and two rates; a third method diverged. */
export function comparisonReport(): ReportData {
  const method = (name: string, changes: Partial<NonNullable<MethodData['result']>>): MethodData => ({
    name,
    result: { outerRate: 0.01, score: { mean: 0.5, interval: 0.05 }, worstDecile: 1, seeds: [0.41, 0.59], ...votes, ...changes },
    trials: [
      { outerRate: 0.01, validation: { mean: 0.456, interval: 0.01 } },
      { outerRate: 0.1, validation: undefined },
    ],
    runs: [run(1), run(2, { setup: { seed: 2, versions: { assent: '1.2.3' } } })],
    samples: [curve],
  })
  return {
    title: 'tides: methods compared',
    judged,
    verdicts: ['agreement and uniform: no difference beyond the interval.'],
    methods: [
      method('uniform', {}),
      method('agreement', { difference: { mean: -0.021, interval: 0.03 } }),
      { name: 'wild', trials: [{ outerRate: 0.01 }, { outerRate: 0.1 }], runs: [], samples: [] },
    ],
  }
}

export interface Page {
  readonly html: string
  readonly document: Document
  /** Rows of the table with that caption, as texts. */
  rows(caption: string): string[][]
  /** What stands in for the chart whose description begins so. */
  chart(beginning: string): string
}

export function open(data: ReportData): Page {
  const html = renderReport(data)
  const { document } = parseHTML(html)
  const textOf = ({ textContent }: { textContent: string | null }) => (textContent ?? '').replaceAll('\u00a0', ' ').trim()
  return {
    html,
    document,
    rows: (caption) => {
      const table = [...document.querySelectorAll('table')].find((table) => textOf(table.querySelector('caption')!) === caption)
      return [...(table?.querySelectorAll('tr') ?? [])].map((row) => [...row.querySelectorAll('th, td')].map(textOf))
    },
    chart: (beginning) => {
      const labels = [...document.querySelectorAll('svg[role=img]')].map((svg) => svg.getAttribute('aria-label') ?? '')
      return (labels.find((label) => label.startsWith(beginning)) ?? '').replaceAll('\u00a0', ' ')
    },
  }
}

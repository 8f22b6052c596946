// What a report is made of: plain data, as runs and comparisons leave it.

import type { Estimate, Evaluation, MetricDescription } from '@assent/core'

/** A run, or a comparison of several methods. */
export interface ReportData {
  readonly title: string
  /** Shown as it is; a report without it depends on nothing but the numbers. */
  readonly date?: string | undefined
  /** The command that repeats it. */
  readonly command?: string | undefined
  /** How it was judged; missing when it was not. */
  readonly judged?: Judgment | undefined
  /** What the differences between methods amount to, in words. */
  readonly verdicts?: readonly string[] | undefined
  /** One for a run; for a comparison, the one that others are compared with first. */
  readonly methods: readonly MethodData[]
  /** Why there are no sample tasks, where there are none. */
  readonly withoutSamples?: string | undefined
}

/** How methods were judged, and what they are held against. */
export interface Judgment {
  readonly metric: MetricDescription
  readonly split: Evaluation['split']
  readonly episodes: number
  readonly innerSteps: number
  readonly transductive: boolean
  readonly baselines: Evaluation['baselines']
}

/** One way to train, at the outer rate that it is judged at. */
export interface MethodData {
  readonly name: string
  readonly result?: MethodNumbers | undefined
  /** The outer rates that were tried on validation tasks. */
  readonly trials: readonly TrialData[]
  /** One per seed; none when every rate diverged. */
  readonly runs: readonly RunData[]
  /** The same episodes for every method. */
  readonly samples: readonly Sample[]
}

/** What a method reached, and what its votes were like. */
export interface MethodNumbers {
  readonly outerRate?: number | undefined
  /** After the last inner step; missing when it was not judged. */
  readonly score?: Estimate | undefined
  readonly worstDecile?: number | undefined
  /** The score of each seed alone. */
  readonly seeds: readonly number[]
  /** Minus the first method, over the same episodes; mean squares for error metrics. */
  readonly difference?: Estimate | undefined
  /** Means over the log: Σw, share of negative weights, ‖direction‖ / ‖mean‖. */
  readonly weightSum: number
  readonly negativeShare: number
  readonly stretch: number
  readonly screenedTasks: number
  /** Bad tasks' share of Σ|w|; missing where no training tasks are bad. */
  readonly badShare?: number | undefined
}

/** One outer rate as it did on validation tasks; missing where it diverged. */
export interface TrialData {
  readonly outerRate: number
  readonly validation?: Estimate | undefined
}

/** One training. */
export interface RunData {
  readonly seed: number
  readonly log: readonly LogPoint[]
  readonly votes: readonly Vote[]
  /** The score after 0, 1, 2 … inner steps; missing when it was not judged. */
  readonly steps?: readonly { readonly step: number; readonly score: Estimate }[] | undefined
  /** All that decides its numbers, and versions: nested plain data. */
  readonly setup: object
}

/** The numbers of one meta-step. */
export interface LogPoint {
  readonly step: number
  /** Mean loss of the tasks before adaptation. */
  readonly supportLoss: number
  /** Mean loss of the tasks after adaptation. */
  readonly queryLoss: number
  readonly weightSum: number
  readonly negativeShare: number
  readonly stretch: number | null
}

/** The vote of one meta-step. */
export interface Vote {
  readonly step: number
  readonly tasks: readonly string[]
  readonly weights: readonly number[]
  /** `dᵢ · dⱼ`. */
  readonly gram: readonly (readonly number[])[]
}

/** A point of a chart, in the units of its task. */
export interface CurvePoint {
  readonly x: number
  readonly y: number
}

/** A regression task in one dimension: its points, and the model's curve after some inner steps. */
export interface CurveSample {
  readonly kind: 'curve'
  readonly task: string
  readonly metric: MetricDescription
  readonly support: readonly CurvePoint[]
  readonly query: readonly CurvePoint[]
  /** `score` is on the query points. */
  readonly curves: readonly { readonly step: number; readonly score: number; readonly points: readonly CurvePoint[] }[]
}

/** An image, `[height, width, channels]` flat, from 0 to 1. */
export interface Picture {
  readonly height: number
  readonly width: number
  readonly channels: 1 | 3
  readonly values: ArrayLike<number>
  /** One channel is ink on paper where true: 0 is drawn white. */
  readonly inverted: boolean
  readonly label: number
}

/** A series in time: `[length, channels]` flat, in any unit. */
export interface TimeSeries {
  readonly length: number
  readonly channels: number
  readonly values: ArrayLike<number>
  readonly label: number
}

/** A classification task: examples to learn from, and others with the class that they were taken for. */
interface ClassSample<Example> {
  readonly task: string
  readonly classes: number
  readonly innerSteps: number
  readonly support: readonly Example[]
  readonly query: readonly Answered<Example>[]
}

/** An example with the class that it was taken for, from 0. */
export type Answered<Example> = Example & { readonly predicted: number }

/** A classification task whose examples are looked at. */
export interface PictureSample extends ClassSample<Picture> {
  readonly kind: 'pictures'
}

/** A classification task whose examples are measured over time. */
export interface SeriesSample extends ClassSample<TimeSeries> {
  readonly kind: 'series'
}

/** A task that a report draws. */
export type Sample = CurveSample | PictureSample | SeriesSample

// Where tasks come from. A task is known by its episodes: a few support examples to learn from, and
// query examples to be judged on.

import type { FloatArray, Shape } from '@assent/autodiff'
import type { Rng } from '../rng.js'
import type { Metric } from './metric.js'
import type { Preparation } from './preparation.js'
import type { Settings } from './settings.js'

/** Which tasks: those to learn from, those to choose settings by, or those to report on. */
export type Split = 'train' | 'validation' | 'test'

/** Examples side by side: `x` is `[count, …inputShape]`, `y` is `[count, …targetShape]`, both flat. */
export interface Examples {
  readonly count: number
  readonly x: FloatArray
  /** Values to predict, or one row per example with a 1 at its class. */
  readonly y: FloatArray
}

/** One task, as seen in one meta-step: support and query share no example. */
export interface Episode {
  /** Says which task this is, for people who read a report. */
  readonly id: string
  readonly support: Examples
  readonly query: Examples
}

/** A simple way to predict without meta-learning, to stand beside every result. */
export interface Baseline {
  readonly name: string
  /** Predictions for the query examples, `[query, …targetShape]` flat; for classes, one score per class. */
  predict(episode: Episode): FloatArray
}

/** A task that a source leaves out, and why. */
export interface SkippedTask {
  readonly name: string
  readonly reason: string
}

/** A distribution over tasks. */
export interface TaskSource {
  readonly name: string
  readonly settings: Settings
  readonly kind: 'regression' | 'classification'
  /** Shape of one example's input. */
  readonly inputShape: Shape
  /** Shape of one example's target; `[n]` for n-way classification. */
  readonly targetShape: Shape
  readonly metric: Metric
  readonly baselines: readonly Baseline[]
  /** How its examples were prepared from a user's own values. */
  readonly preparation?: Preparation
  /** What of its data it leaves out, as they have too few examples. */
  readonly skipped?: readonly SkippedTask[]
  /** Whether validation and test episodes may have fewer examples than `episodeSize` says. @defaultValue false */
  readonly varies?: boolean
  /** Support and query examples per episode, of all classes together. */
  episodeSize(split: Split): { readonly support: number; readonly query: number }
  /** Draws a task and its examples. All randomness comes from `rng`, so an episode is a function of its stream. */
  sample(split: Split, rng: Rng): Episode
}

// Contracts, and the pipeline that they meet in: sample → adapt → agree → update.

export {
  AssentError,
  type Backend,
  type FloatArray,
  fail,
  type Memory,
  type Precision,
  type Rows,
  reference,
  type Shape,
} from '@assent/autodiff'
export { type AdaptedModel, adapt } from './adaptation.js'
export type { ScreenedTask } from './ballot.js'
export { chance, linearInterpolation, pixelNearestNeighbor, supportMean } from './baselines.js'
export { type Checkpoint, load, parametersOf, restore, save } from './checkpoint.js'
export { type Evaluation, type EvaluationOptions, evaluate, type ScoreAfter } from './evaluate.js'
export type { Assignment, Executor, Proposals, Session } from './executor.js'
export { inProcess } from './in-process.js'
export { freshState, type InnerOptimizer, type InnerState, innerStep } from './inner-optimizer.js'
export { type ExampleTensors, innerLoop, type Learner, type Proposal, type TaskTrace } from './learner.js'
export { learnerProgram, packAssignments, thetaInput } from './learner-program.js'
export { metaStep, type StepEvent } from './meta-step.js'
export { metaTrain } from './meta-train.js'
export {
  defaultLoss,
  initialParameters,
  type Loss,
  type Model,
  type Parameter,
  parameterCount,
  splitParameters,
} from './model.js'
export { type LabeledClass, type NWayOptions, nWay } from './n-way.js'
export type { OuterOptimizer, Schedule } from './optimizer.js'
export { checkProblem, type Problem } from './problem.js'
export { createRng, type Rng } from './rng.js'
export { checkRun, describeRun, initialState, type Run, type TrainingState } from './run.js'
export { sampleAssignments, sampleEpisode } from './sample.js'
export { scoreEpisode, summarize } from './score.js'
export { isTellingStep, metricTitles, showDifference, showEstimate, showScore } from './score-text.js'
export type { Described, Setting, Settings } from './settings.js'
export { completeShots, type ShotDefaults, type ShotOptions, type Shots, shotsOf } from './shots.js'
export { type Estimate, estimate, pairedDifference } from './statistics.js'
export type { Baseline, Episode, Examples, Metric, Split, TaskSource } from './task-source.js'
export {
  type DegenerateWeights,
  defineWeighting,
  type GramAgreement,
  type LossAgreement,
  type Need,
  normalizeL1,
  type ScoreAgreement,
  uniformWeights,
  type Weighting,
  type WeightingOf,
  type Weights,
} from './weighting.js'

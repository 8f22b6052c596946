// Contracts, and the pipeline that they meet in: sample → adapt → agree → update.

export {
  AssentError,
  type Backend,
  type ErrorKind,
  type FloatArray,
  fail,
  type Memory,
  type Precision,
  type Rows,
  reference,
  type Shape,
} from '@assent/autodiff'
export { type Checkpoint, load, parametersOf, restore, save } from './checkpoint/checkpoint.js'
export { type JsonLimits, parseJsonBounded } from './checkpoint/json.js'
export type { Assignment, Executor, Proposals, Session } from './contracts/executor.js'
export { freshState, type InnerOptimizer, type InnerState, innerStep } from './contracts/inner-optimizer.js'
export { type ExampleTensors, innerLoop, type Learner, type Proposal, type TaskTrace } from './contracts/learner.js'
export {
  defaultLoss,
  initialParameters,
  type Loss,
  type Model,
  type Parameter,
  type Pass,
  parameterCount,
  splitParameters,
} from './contracts/model.js'
export type { OuterOptimizer, Schedule } from './contracts/optimizer.js'
export { checkProblem, type Problem } from './contracts/problem.js'
export type { Described, Setting, Settings } from './contracts/settings.js'
export type { Baseline, Episode, Examples, Metric, Split, TaskSource } from './contracts/task-source.js'
export {
  type AgreeOn,
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
} from './contracts/weighting.js'
export { type AdaptedModel, adapt } from './judge/adaptation.js'
export { chance, linearInterpolation, pixelNearestNeighbor, supportMean } from './judge/baselines.js'
export { type Evaluation, type EvaluationOptions, evaluate, type ScoreAfter } from './judge/evaluate.js'
export { scoreEpisode, summarize } from './judge/score.js'
export { isTellingStep, metricTitles, showDifference, showEstimate, showScore } from './judge/score-text.js'
export { type Estimate, estimate, pairedDifference } from './judge/statistics.js'
export { createRng, type Rng } from './rng.js'
export { type LabeledClass, type NWayOptions, nWay } from './tasks/n-way.js'
export { completeShots, type ShotDefaults, type ShotOptions, type Shots, shotsOf } from './tasks/shots.js'
export type { ScreenedTask } from './train/ballot.js'
export { inProcess } from './train/in-process.js'
export { learnerProgram, packAssignments, thetaInput } from './train/learner-program.js'
export { metaStep, type StepEvent } from './train/meta-step.js'
export { metaTrain } from './train/meta-train.js'
export { checkRun, describeRun, initialState, type Run, type TrainingState } from './train/run.js'
export { sampleAssignments, sampleEpisode } from './train/sample.js'

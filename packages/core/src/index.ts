// Contracts, and the pipeline that they meet in: sample → adapt → agree → update. What authors of plugins and users need;
// executors and tools find the rest in `@assent/core/tools`.

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
  type Tensor,
} from '@assent/autodiff'
export { openAdapted, saveAdapted } from './checkpoint/adapted-file.js'
export { type Checkpoint, load, parametersOf, restore, save } from './checkpoint/checkpoint.js'
export { type WeightMap, type WeightSource, weightsFrom } from './checkpoint/start-from.js'
export type { Adaptation, AdaptationState, AdaptingTask, ExampleTensors } from './contracts/adaptation.js'
export {
  defineBackend,
  defineExecutor,
  defineLearner,
  defineModel,
  defineOptimizer,
  defineTasks,
} from './contracts/define.js'
export { type GradientStep, type GradientStepsOptions, gradientSteps, type Slots } from './contracts/gradient-steps.js'
export {
  innerLoop,
  type LearnedParameter,
  type Learner,
  metaParameters,
  type Proposal,
  type TrainingTask,
  trajectory,
} from './contracts/learner.js'
export type { Loss, TargetFault } from './contracts/loss.js'
export type { Metric, MetricDescription } from './contracts/metric.js'
export type { Model, Parameter, Pass } from './contracts/model.js'
export type { OuterOptimizer, Schedule } from './contracts/optimizer.js'
export { checkOptions } from './contracts/options.js'
export { fromModel, type Preparation, type Scale, toModel } from './contracts/preparation.js'
export { lossOf, type Problem, type Trained, trainedPart } from './contracts/problem.js'
export type { Described, Setting, Settings } from './contracts/settings.js'
export type { Baseline, Episode, Examples, SkippedTask, Split, TaskSource } from './contracts/task-source.js'
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
export { chance, linearInterpolation, pixelNearestNeighbor, supportMean } from './judge/baselines.js'
export { type Evaluation, type EvaluationOptions, evaluate, type ScoreAfter } from './judge/evaluate.js'
export { type AdaptedModel, adapt, type OpenModel, openModel } from './judge/open-model.js'
export { thetaForWays } from './judge/other-ways.js'
export { type Estimate, estimate, pairedDifference } from './judge/statistics.js'
export { accuracy, binaryAccuracy, topAccuracy } from './objectives/accuracy.js'
export { type BinaryCrossEntropyOptions, binaryCrossEntropy } from './objectives/binary-cross-entropy.js'
export { type CrossEntropyOptions, crossEntropy } from './objectives/cross-entropy.js'
export { type ErrorOptions, meanAbsoluteError, meanSquaredError, rootMeanSquaredError } from './objectives/errors.js'
export { f1 } from './objectives/f1.js'
export { gaussianLikelihood } from './objectives/gaussian-likelihood.js'
export { type HuberOptions, huber } from './objectives/huber.js'
export { squaredError } from './objectives/squared-error.js'
export { createRng, type Rng } from './rng.js'
export { type LabeledClass, type NWayOptions, nWay } from './tasks/n-way.js'
export { completeShots, type ShotDefaults, type ShotOptions, type Shots, shotsOf } from './tasks/shots.js'
export type { ScreenedTask } from './train/ballot.js'
export { describeExperiment, type Experiment, initialState, type TrainingState } from './train/experiment.js'
export type { StepEvent } from './train/meta-step.js'
export { metaTrain, type TrainingOptions } from './train/meta-train.js'
export { sampleEpisode } from './train/sample.js'

// The names that the first version exported, as far as a page uses them: what `npm run check:size` weighs beside a page of its own.

export { simd } from '@assent/backend-simd'
export {
  AssentError,
  adapt,
  chance,
  completeShots,
  createRng,
  defineWeighting,
  estimate,
  evaluate,
  fail,
  initialState,
  innerLoop,
  linearInterpolation,
  load,
  metaTrain,
  normalizeL1,
  nWay,
  openModel,
  pairedDifference,
  parametersOf,
  pixelNearestNeighbor,
  reference,
  restore,
  sampleEpisode,
  save,
  shotsOf,
  supportMean,
  uniformWeights,
} from '@assent/core'
export { fomaml, innerAdam, innerSgd, maml, reptile } from '@assent/learners'
export {
  cosineAgreement,
  dampedAgreement,
  gradientAgreement,
  mgda,
  pcgrad,
  regularizedAgreement,
  uniform,
} from '@assent/weightings'

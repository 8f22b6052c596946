// Conformance suites: is my plugin right? One line in your own tests.

export { backendChecks, describeBackend } from './backend/describe-backend.js'
export { type OperationCase, operationCases } from './cases/index.js'
export type { Check } from './check.js'
export { caseProgram, drawValues, finiteDifferences, type Mix, runProgram, type Values } from './differentiate.js'
export { describeLearner, type LearnerClaims, learnerChecks } from './learner/describe-learner.js'
export { smallClassification, smallRegression, type TrialParts } from './learner/small-net.js'
export { describeModel, type ModelClaims, modelChecks } from './model/describe-model.js'
export { describeOptimizer, type OptimizerClaims, optimizerChecks } from './optimizer/describe-optimizer.js'
export { describeTasks, type TasksClaims, tasksChecks } from './tasks/describe-tasks.js'
export { agreementOf } from './weighting/agreements.js'
export type { WeightingClaims } from './weighting/claims.js'
export { describeWeighting, weightingChecks } from './weighting/describe-weighting.js'

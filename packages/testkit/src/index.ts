// Conformance suites: is my plugin right? One line in your own tests.

export { type OperationCase, operationCases } from './cases.js'
export type { Check } from './check.js'
export { backendChecks, describeBackend } from './describe-backend.js'
export { describeLearner, type LearnerClaims, learnerChecks } from './describe-learner.js'
export { describeTasks, tasksChecks } from './describe-tasks.js'
export { agreementOf, describeWeighting, type WeightingClaims, weightingChecks } from './describe-weighting.js'
export { runProgram } from './differentiate.js'

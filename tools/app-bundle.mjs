// What a page loads that opens a model file of the tides and adapts it.

export { simd } from '@assent/backend-simd'
export { squaredError } from '@assent/core'
export { innerSgd, maml } from '@assent/learners'
export { openModelFile } from '@assent/model-file/lean'
export { mlp } from '@assent/models'

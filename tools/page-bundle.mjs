// What a page loads that meta-trains and adapts: one part of each kind.

export { simd } from '@assent/backend-simd'
export { initialState, metaTrain, openModel } from '@assent/core'
export { innerSgd, maml } from '@assent/learners'
export { gradientAgreement } from '@assent/weightings'

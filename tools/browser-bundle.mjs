// Everything that a browser loads to meta-train: what `npm run check:size` weighs.

export * from '@assent/backend-simd'
export * from '@assent/core'
export * from '@assent/learners'
export * from '@assent/weightings'

// One install: contracts, pipeline, learners, weightings, models and optimizers. Backends and tasks are chosen apart.

export * from '@assent/core'
export * from '@assent/learners'
export * from '@assent/models'
export * from '@assent/optimizers'
export * from '@assent/weightings'

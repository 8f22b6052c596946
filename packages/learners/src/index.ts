// Meta-learners, and the inner optimizers that they use.

export { fomaml } from './fomaml.js'
export { type InnerAdamOptions, type InnerSgdOptions, innerAdam, innerSgd } from './inner-optimizers.js'
export { maml } from './maml.js'
export type { LearnerOptions } from './options.js'
export { reptile } from './reptile.js'

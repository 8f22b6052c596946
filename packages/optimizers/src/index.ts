// Outer optimizers and the schedules of their rates.

export { type AdamOptions, adam } from './adam.js'
export { constant, cosine, linear } from './schedules.js'
export { type MomentumOptions, momentum, sgd } from './sgd.js'

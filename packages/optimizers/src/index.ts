// Outer optimizers and the schedules of their rates.

export { adam, type AdamOptions } from './adam.js'
export { constant, cosine, linear } from './schedules.js'
export { momentum, type MomentumOptions, sgd } from './sgd.js'

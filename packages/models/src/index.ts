// Models to meta-learn.

export type { Activation } from './activation.js'
export { conv4, conv4Strided, convNet } from './conv-net.js'
export type { ConvNetOptions } from './conv-plan.js'
export { type MlpOptions, mlp } from './mlp.js'

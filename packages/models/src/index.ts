// Models to meta-learn.

export type { Activation } from './activation.js'
export { type ConvNetOptions, conv4, conv4Strided, convNet } from './conv-net.js'
export { type MlpOptions, mlp } from './mlp.js'

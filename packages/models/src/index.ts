// Models to meta-learn.

export type { Activation } from './activation.js'
export { conv4, conv4Strided, convNet, type ConvNetOptions } from './conv-net.js'
export { mlp, type MlpOptions } from './mlp.js'

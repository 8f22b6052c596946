// Models to meta-learn, and the layers that they are made of.

export type { Activation } from './activation.js'
export { conv4, conv4Strided, convNet } from './conv-net.js'
export type { ConvNetOptions } from './conv-plan.js'
export type { WeightStart } from './initialize.js'
export {
  type BuiltLayer,
  buildLayer,
  type Layer,
  type LayerForm,
  type LayerPass,
  type Shapes,
  type Start,
  type Starts,
  type Tensors,
} from './layer.js'
export { type AttentionOptions, attention } from './layers/attention.js'
export { type ConvOptions, conv } from './layers/conv.js'
export { type DenseOptions, dense } from './layers/dense.js'
export { type DropoutOptions, dropout } from './layers/dropout.js'
export { activation, flat } from './layers/flat.js'
export { type GruOptions, gru } from './layers/gru.js'
export { type NormKind, type NormOptions, norm } from './layers/norm.js'
export {
  averagePooling,
  type GlobalPoolingOptions,
  globalPooling,
  maxPooling,
  type PoolingOptions,
} from './layers/pooling.js'
export { positions } from './layers/positions.js'
export { type MlpOptions, mlp } from './mlp.js'
export { type ResidualOptions, residual, type SequentialOptions, sequential } from './sequential.js'

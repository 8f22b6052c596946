// Tensor programs: trace a function for one task, differentiate it to any order, run it on a backend.

export {
  type Backend,
  checkedInput,
  checkOperations,
  type Executable,
  type FloatArray,
  findPort,
  findRows,
  type Memory,
  type Precision,
  portSize,
  type Rows,
} from './backend.js'
export { breather } from './breathe.js'
export { constant, fill } from './constant.js'
export { type ConvolutionOptions, convolve, type Padding } from './convolution.js'
export {
  add,
  addScalar,
  div,
  exp,
  gate,
  log,
  mul,
  neg,
  relu,
  rsqrt,
  scale,
  sigmoid,
  sqrt,
  square,
  step,
  sub,
  tanh,
} from './elementwise.js'
export { AssentError, type Complaint, type ErrorKind, fail } from './errors.js'
export { batchNorm, logSumExp, mean, meanSquaredError, softmax, softmaxCrossEntropy } from './functions.js'
export { gradient } from './gradient.js'
export type { Graph, Node, Tensor } from './graph.js'
export { matMul, type Transposes } from './mat-mul.js'
export {
  type BinaryKind,
  type Operation,
  type OperationKind,
  operationKinds,
  type Pair,
  type PoolWindow,
  type UnaryKind,
  type Window,
} from './operation.js'
export { averagePool, maxPool } from './pooling.js'
export { type InputSpecification, type Port, type Program, type ProgramNode, releases, trace } from './program.js'
export { reference } from './reference/reference.js'
export { arrayRows, leftSize, treeSum } from './rows.js'
export { alignRight, keepAxes, type Shape, sameShape, showShape, sizeOf, stridesOf } from './shape.js'
export { showProgram } from './show-program.js'
export { broadcast, concat, flatten, max, pad, reshape, slice, stopGradient, sum, transpose } from './structure.js'

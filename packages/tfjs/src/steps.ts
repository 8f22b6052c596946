// One step per node: all that depends on shapes alone is settled here, before the first run.

import type { Operation } from '@assent/autodiff'
import type { Tensor } from '@tensorflow/tfjs-core'
import { convolutionStep } from './operations/convolution.js'
import { binaryStep, gateStep, scalarStep, unaryStep } from './operations/elementwise.js'
import { matMulStep } from './operations/mat-mul.js'
import { poolingStep } from './operations/pooling.js'
import {
  broadcastStep,
  concatStep,
  maxStep,
  padStep,
  reshapeStep,
  sliceStep,
  sumStep,
  transposeStep,
} from './operations/structure.js'
import type { NodeForm, Step } from './values.js'

/** Makes tensors that live as long as the compiled program. */
export interface Constants {
  scalar(value: number): Tensor
  filled(value: number, shape: readonly number[]): Tensor
}

/** The step of any operation but an input. */
export function stepOf(operation: Exclude<Operation, { kind: 'input' }>, form: NodeForm, constants: Constants): Step {
  switch (operation.kind) {
    case 'fill': {
      const value = constants.filled(operation.value, form.shape)
      return () => value.clone()
    }
    case 'scale':
    case 'addScalar':
      return scalarStep(operation, constants.scalar)
    case 'gate':
      return gateStep(form, constants.scalar)
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
      return binaryStep(operation.kind, form)
    case 'reshape':
    case 'stopGradient':
      return reshapeStep(form)
    case 'sum':
      return sumStep(operation, form)
    case 'broadcast':
      return broadcastStep(form)
    case 'transpose':
      return transposeStep(operation, form)
    case 'slice':
      return sliceStep(operation, form)
    case 'pad':
      return padStep(operation, form)
    case 'concat':
      return concatStep(operation, form)
    case 'max':
      return maxStep()
    case 'matMul':
      return matMulStep(operation, form)
    case 'convolve':
    case 'convolveImages':
    case 'convolveFilters':
      return convolutionStep(operation, form)
    case 'poolIndex':
    case 'pick':
    case 'place':
      return poolingStep(operation, form)
    default:
      return unaryStep(operation.kind)
  }
}

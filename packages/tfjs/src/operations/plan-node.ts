// The calls of any node.

import { type Operation, sizeOf } from '@assent/autodiff'
import type { Planner } from '../planner.js'
import { planConvolve, planConvolveFilters, planConvolveImages } from './convolution.js'
import { planBinary, planGate, planScalar, planUnary } from './elementwise.js'
import { planConcat, planMax, planPad, planSlice, planSum } from './layout.js'
import { planMatMul } from './mat-mul.js'
import type { NodeForm } from './node-form.js'
import { planPooling } from './pooling.js'
import { permuted, repeated } from './walks.js'

/** Plans a node and returns the slot of its values, which may be that of an input. */
export function planNode(planner: Planner, operation: Operation, form: NodeForm): number {
  switch (operation.kind) {
    case 'input':
      return planner.external(sizeOf(form.shape) * (form.perTask ? planner.tasks : 1))
    case 'fill':
      return planner.constant(new Float32Array(sizeOf(form.shape)).fill(operation.value))
    case 'constant':
      return planner.constant(Float32Array.from(operation.values))
    case 'reshape':
    case 'stopGradient':
      return form.from[0].slot
    case 'scale':
    case 'addScalar':
      return planScalar(planner, operation, form)
    case 'gate':
      return planGate(planner, form)
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
      return planBinary(planner, operation.kind, form)
    case 'sum':
      return planSum(planner, operation, form)
    case 'max':
      return planMax(planner, form)
    case 'broadcast':
      return repeated(planner, form.from[0], form).slot
    case 'transpose':
      return permuted(planner, form.from[0], operation.permutation).slot
    case 'slice':
      return planSlice(planner, operation, form)
    case 'pad':
      return planPad(planner, operation, form)
    case 'concat':
      return planConcat(planner, operation, form)
    case 'matMul':
      return planMatMul(planner, operation, form)
    case 'convolve':
      return planConvolve(planner, operation, form)
    case 'convolveImages':
      return planConvolveImages(planner, operation, form)
    case 'convolveFilters':
      return planConvolveFilters(planner, operation, form)
    case 'poolIndex':
    case 'pick':
    case 'place':
      return planPooling(planner, operation, form)
    default:
      return planUnary(planner, operation.kind, form)
  }
}

// The sizes that convolution and pooling kernels read.

import { fail, type Operation, type PoolWindow, type Shape, type Window } from '@assent/autodiff'

type WindowOperation = Extract<Operation, Window | PoolWindow>

/** The sizes that a window command reads: batch, image, filter and output sizes, or batch, image and window sizes. */
export function windowGeometry(operation: WindowOperation, [first, second]: readonly Shape[], result: Shape): number[] {
  if (first === undefined) return fail(operation.kind, 'an operand', 'none', 'report this program')
  switch (operation.kind) {
    case 'poolIndex':
    case 'pick':
      return poolGeometry(first, result, operation)
    case 'place':
      return poolGeometry(result, first, operation)
    case 'convolve':
      return convolutionGeometry(first, second as Shape, result, operation)
    case 'convolveImages':
      return convolutionGeometry(result, second as Shape, first, operation)
    default:
      return convolutionGeometry(first, result, second as Shape, operation)
  }
}

function poolGeometry(images: Shape, windows: Shape, { sizes, strides }: PoolWindow): number[] {
  return [...images, windows[1] as number, windows[2] as number, ...sizes, ...strides]
}

function convolutionGeometry(images: Shape, filters: Shape, outputs: Shape, { strides, before }: Window): number[] {
  const [filterHeight, filterWidth, , count] = filters as [number, number, number, number]
  return [...images, filterHeight, filterWidth, count, outputs[1] as number, outputs[2] as number, ...strides, ...before]
}

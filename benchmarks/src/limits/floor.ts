// How much a program has to do at least: its arithmetic, counted from its nodes, and the values that go in and out.

import { type Program, type ProgramNode, portSize, sizeOf } from '@assent/autodiff'
import type { Limits } from './limits.js'

export interface Floor {
  /** Multiplications and additions; convolutions counted as their definition has them. */
  readonly flops: number
  /** Every input read once and every output written once, in float32. */
  readonly bytes: number
}

export function floorOf(program: Program, tasks: number): Floor {
  const times = ({ perTask }: ProgramNode) => (perTask ? tasks : 1)
  const flops = program.nodes.reduce((total, node) => total + times(node) * nodeFlops(node, program.nodes), 0)
  const values = [...program.inputs, ...program.outputs].reduce((total, port) => total + portSize(port, tasks), 0)
  return { flops, bytes: 4 * values }
}

/** The shortest time, in milliseconds, that one processor could need. */
export function floorMilliseconds({ flops, bytes }: Floor, { flopsPerSecond, bytesPerSecond }: Limits): number {
  return 1e3 * Math.max(flops / flopsPerSecond, bytes / bytesPerSecond)
}

function nodeFlops({ operation, inputs, shape }: ProgramNode, nodes: readonly ProgramNode[]): number {
  const shapeOf = (input: number) => (nodes[inputs[input] as number] as ProgramNode).shape
  switch (operation.kind) {
    case 'matMul':
      return 2 * sizeOf(shape) * (shapeOf(0)[operation.transposeA ? 0 : 1] as number)
    case 'convolve':
      return 2 * sizeOf(shape) * sizeOf(shapeOf(1).slice(0, 3))
    case 'convolveImages':
      return 2 * sizeOf(shapeOf(0)) * sizeOf(shapeOf(1).slice(0, 3))
    case 'convolveFilters':
      return 2 * sizeOf(shapeOf(1)) * sizeOf(shape.slice(0, 3))
    case 'sum':
    case 'max':
    case 'poolIndex':
      return sizeOf(shapeOf(0))
    case 'input':
    case 'fill':
    case 'broadcast':
    case 'reshape':
    case 'transpose':
    case 'slice':
    case 'pad':
    case 'concat':
    case 'pick':
    case 'place':
    case 'stopGradient':
      return 0
    default:
      return sizeOf(shape)
  }
}

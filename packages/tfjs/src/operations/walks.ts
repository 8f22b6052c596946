// Values of every task moved along one walk. A value that all tasks share has step 0 along the task axis.

import { alignRight, type Shape, sizeOf, stridesOf } from '@assent/autodiff'
import { at } from '../entries.js'
import { createMove, isStraight, type Walk } from '../loops/move.js'
import type { Operand, Planner } from '../planner.js'

/** How the values of one task are walked: through a block of `lengths`, at these steps, from these starts. */
export interface TaskWalk {
  readonly lengths: Shape
  readonly from: readonly number[]
  readonly to: readonly number[]
  readonly fromStart?: number
  readonly toStart?: number
}

/** A value, and where it goes. */
export interface Piece {
  readonly operand: Operand
  readonly walk: TaskWalk
}

/** A tensor of `shape` put together from pieces; 0 where none of them goes. */
export function assembled(planner: Planner, all: readonly Piece[], { shape, perTask }: Omit<Operand, 'slot'>): Operand {
  const pieces = all.filter(({ walk }) => walk.lengths.every((length) => length > 0))
  const tasks = perTask ? planner.tasks : 1
  const size = sizeOf(shape)
  const walks = pieces.map(({ operand, walk }) => allTasks(operand, walk, tasks, size))
  const [piece, ...others] = pieces
  if (piece && others.length === 0 && sizeOf(piece.operand.shape) === size && walks.every(isStraight)) {
    return { slot: piece.operand.slot, shape, perTask }
  }
  const filled = pieces.reduce((total, { walk }) => total + sizeOf(walk.lengths), 0) === size
  const moves = walks.map(createMove)
  const slot = planner.loop(
    pieces.map(({ operand }) => operand.slot),
    perTask ? [planner.tasks, ...shape] : shape,
    (inputs, output) => {
      if (!filled) output.fill(0)
      for (const [place, move] of moves.entries()) move(at(inputs, place), output)
    },
  )
  return { slot, shape, perTask }
}

/** One value moved along one walk into a tensor of `shape`, which has the task axis if the value has. */
export function moved(planner: Planner, operand: Operand, walk: TaskWalk, shape: Shape): Operand {
  return assembled(planner, [{ operand, walk }], { shape, perTask: operand.perTask })
}

function allTasks({ shape, perTask }: Operand, walk: TaskWalk, tasks: number, size: number): Walk {
  const { lengths, from, to, fromStart = 0, toStart = 0 } = walk
  return {
    axes: [
      { length: tasks, from: perTask ? sizeOf(shape) : 0, to: size },
      ...lengths.map((length, axis) => ({ length, from: at(from, axis), to: at(to, axis) })),
    ],
    from: fromStart,
    to: toStart,
  }
}

/** Repeats a value to `shape`, aligned right, for every task if `perTask`. */
export function repeated(planner: Planner, operand: Operand, { shape, perTask }: Omit<Operand, 'slot'>): Operand {
  const walk = { lengths: shape, from: repeatedSteps(operand.shape, shape), to: stridesOf(shape) }
  return assembled(planner, [{ operand, walk }], { shape, perTask })
}

/** How far apart the values of `own` lie along each axis of `shape`, aligned right: 0 where they are repeated. */
export function repeatedSteps(own: Shape, shape: Shape): number[] {
  const aligned = alignRight(own, shape.length)
  return stridesOf(aligned).map((step, axis) => (aligned[axis] === 1 ? 0 : step))
}

/** Axis `i` of the result is axis `permutation[i]` of the value. */
export function permuted(planner: Planner, operand: Operand, permutation: readonly number[]): Operand {
  const steps = stridesOf(operand.shape)
  const shape = permutation.map((axis) => at(operand.shape, axis))
  const from = permutation.map((axis) => at(steps, axis))
  return moved(planner, operand, { lengths: shape, from, to: stridesOf(shape) }, shape)
}

/** How far into a tensor of `shape` its value at `place` lies. */
export function offsetOf(place: readonly number[], shape: Shape): number {
  const steps = stridesOf(shape)
  return place.reduce((offset, index, axis) => offset + index * at(steps, axis), 0)
}

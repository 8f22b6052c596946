// Chains of elementwise steps, fused: chunk by chunk, operands that do not lie straight are laid out in scratch memory,
// one compiled loop does all arithmetic, and results that do not lie straight are put in their places.

import { Around } from '../src/border/codes'
import { gather, scatter } from './layout'
import { foldRows, sumRows } from './reductions'
import { argument, workspace } from './workspace'

/** The chunk that is being worked on: its first value, its number of values, and the repetition it belongs to. */
let start: i32, count: i32, outer: i32

/** Where register `index` lies at the moment. */
// @ts-ignore: decorator
@inline
function register(p: usize, index: i32): usize {
  return load<usize>(workspace + (<usize>argument(p, index) << 2))
}

/** Runs the steps from `p` to `end` on the current chunk. */
function runSteps(p: usize, end: usize): void {
  while (p < end) {
    switch (load<i32>(p)) {
      case Around.expand:
        gather(p + 20, argument(p, 2) + outer * argument(p, 3), register(p, 1), start + outer * argument(p, 4), count)
        p += 24 + (<usize>argument(p, 5) << 3)
        break
      case Around.scatter:
        scatter(p + 20, argument(p, 2) + outer * argument(p, 3), register(p, 1), start + outer * argument(p, 4), count)
        p += 24 + (<usize>argument(p, 5) << 3)
        break
      case Around.clear:
        memory.fill(register(p, 1), 0, argument(p, 2))
        p += 12
        break
      case Around.fold:
        foldRows(register(p, 1), argument(p, 4), argument(p, 5), argument(p, 2) + outer * argument(p, 3))
        p += 24
        break
      default: {
        const length = argument(p, 4)
        sumRows(register(p, 1), count / length, length, argument(p, 2) + outer * argument(p, 3) + ((start / length) << 2))
        p += 20
      }
    }
  }
}

/**
 * Command: repetitions, values per repetition, chunk, the loop's place in the function table (0: none), number of
 * registers, bytes of the steps before a repetition, before the loop, after it, and after a repetition; then for each
 * register its pointer, bytes per repetition, whether it moves with the chunk, and where its chunk is put together when
 * it is written but does not end on four values; then the steps.
 */
export function map(p: usize): void {
  const repetitions = argument(p, 0), values = argument(p, 1), chunk = argument(p, 2), loop = argument(p, 3)
  const registers = argument(p, 4)
  const table = p + 36
  const before = table + (<usize>registers << 4)
  const layOut = before + argument(p, 5), finish = layOut + argument(p, 6), after = finish + argument(p, 7)
  const end = after + argument(p, 8)
  for (outer = 0; outer < repetitions; outer++) {
    for (start = 0; start < values; start += chunk) {
      count = min(chunk, values - start)
      const ragged = (count & 3) != 0
      placeRegisters(table, registers, ragged)
      if (start == 0) runSteps(before, layOut)
      runSteps(layOut, finish)
      if (loop) call_indirect<void>(loop, count, workspace)
      runSteps(finish, after)
      if (ragged) finishRagged(table, registers)
    }
    runSteps(after, end)
  }
}

/** Writes the current addresses of all registers to the table. */
function placeRegisters(table: usize, registers: i32, ragged: bool): void {
  for (let r = 0; r < registers; r++) {
    const entry = table + (<usize>r << 4)
    const detour = argument(entry, 3)
    const place = ragged && detour ? detour : argument(entry, 0) + outer * argument(entry, 1) + (argument(entry, 2) ? start << 2 : 0)
    store<i32>(workspace + (<usize>r << 2), place)
  }
}

/** Copies the written registers of a ragged chunk to their places. */
function finishRagged(table: usize, registers: i32): void {
  for (let r = 0; r < registers; r++) {
    const entry = table + (<usize>r << 4)
    const detour: usize = argument(entry, 3)
    if (detour) {
      memory.copy(argument(entry, 0) + outer * argument(entry, 1) + (start << 2), detour, <usize>count << 2)
    }
  }
}

// Chains of elementwise steps, fused: chunk by chunk, operands that are not contiguous are laid out in scratch memory,
// one compiled loop does all arithmetic, and results that are not contiguous are put in their places.

import { Around } from '../src/border/codes'
import { ChunksCommand, ClearStep, FoldStep, MoveStep, Register, SumRowsStep } from '../src/border/records'
import { gather, scatter } from './moves'
import { foldRows, sumRows } from './reductions'
import { workspace } from './workspace'

/** The chunk that is being worked on: its first value, its number of values, and the repetition it belongs to. */
let start: i32, count: i32, outer: i32

/** Where register `index` lies at the moment. */
// @ts-ignore: decorator
@inline
function register(index: i32): usize {
  return load<usize>(workspace + (<usize>index << 2))
}

/** Lays a view out in a register, or writes a register to a view; tells where the next step lies. */
// @ts-ignore: decorator
@inline
function moveChunk(gathers: bool, step: MoveStep): usize {
  const axes = changetype<usize>(step) + offsetof<MoveStep>()
  const view = step.pointer + outer * step.stride, from = start + outer * step.valueStride
  if (gathers) gather(axes, step.rank, view, register(step.register), from, count)
  else scatter(axes, step.rank, view, register(step.register), from, count)
  return axes + (<usize>step.rank << 3)
}

/** Runs the steps from `p` to `end` on the current chunk. */
function runSteps(p: usize, end: usize): void {
  while (p < end) {
    switch (load<i32>(p)) {
      case Around.expand:
        p = moveChunk(true, changetype<MoveStep>(p))
        break
      case Around.scatter:
        p = moveChunk(false, changetype<MoveStep>(p))
        break
      case Around.clear: {
        const step = changetype<ClearStep>(p)
        memory.fill(register(step.register), 0, step.bytes)
        p += offsetof<ClearStep>()
        break
      }
      case Around.fold: {
        const step = changetype<FoldStep>(p)
        foldRows(register(step.register), step.rows, step.columns, step.to + outer * step.stride)
        p += offsetof<FoldStep>()
        break
      }
      default: {
        const step = changetype<SumRowsStep>(p), length = step.length
        sumRows(register(step.register), count / length, length, step.to + outer * step.stride + ((start / length) << 2))
        p += offsetof<SumRowsStep>()
      }
    }
  }
}

/** Its registers and its steps lie behind the command. */
export function chunks(c: ChunksCommand): void {
  const values = c.values, chunk = c.chunk, body = c.body, registers = c.registers
  const table = changetype<usize>(c) + offsetof<ChunksCommand>()
  const before = table + <usize>registers * offsetof<Register>()
  const layOut = before + c.beforeBytes, finish = layOut + c.layOutBytes, after = finish + c.finishBytes
  const end = after + c.afterBytes
  for (outer = 0; outer < c.repetitions; outer++) {
    for (start = 0; start < values; start += chunk) {
      count = min(chunk, values - start)
      const ragged = (count & 3) != 0
      placeRegisters(table, registers, ragged)
      if (start == 0) runSteps(before, layOut)
      runSteps(layOut, finish)
      if (body) call_indirect<void>(body, count, workspace)
      runSteps(finish, after)
      if (ragged) finishRagged(table, registers)
    }
    runSteps(after, end)
  }
}

/** Register number `index` as the command describes it. */
// @ts-ignore: decorator
@inline
function registerAt(table: usize, index: i32): Register {
  return changetype<Register>(table + <usize>index * offsetof<Register>())
}

/** Writes the current addresses of all registers to the table. */
function placeRegisters(table: usize, registers: i32, ragged: bool): void {
  for (let r = 0; r < registers; r++) {
    const own = registerAt(table, r)
    const detour = own.detour
    const place = ragged && detour ? detour : own.pointer + outer * own.stride + (own.moves ? start << 2 : 0)
    store<usize>(workspace + (<usize>r << 2), place)
  }
}

/** Copies the written registers of a ragged chunk to their places. */
function finishRagged(table: usize, registers: i32): void {
  for (let r = 0; r < registers; r++) {
    const own = registerAt(table, r)
    if (own.detour) memory.copy(own.pointer + outer * own.stride + (start << 2), own.detour, <usize>count << 2)
  }
}

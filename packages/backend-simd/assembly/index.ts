// What JavaScript calls: one call runs a list of commands in memory.

import { Command } from '../src/border/codes'
import {
  ChunksCommand, ClearCommand, CommandHeader, ConvolutionCommand, MatMulCommand, MaximumCommand, PoolCommand, Relocation, SumCommand,
} from '../src/border/records'
import { chunks } from './chunks'
import { convolve, convolveFilters, convolveImages } from './convolution'
import { matMul } from './gemm'
import { clear } from './moves'
import { pick, place, poolIndex } from './pooling'
import { maximum, sum } from './reductions'
import { setWorkspace } from './workspace'

export { exp, log, sigmoid, tanh } from './functions'
export { dots, gram, squaredNorms } from './row-products'
export { scores } from './row-scores'
export { combine } from './row-sums'

/** Where memory that the kernels do not use themselves begins. */
export function heapBase(): usize {
  return __heap_base
}

/** Runs the commands from `p` to `end`. */
export function execute(scratch: usize, p: usize, end: usize): void {
  setWorkspace(scratch)
  while (p < end) {
    const header = changetype<CommandHeader>(p)
    const from = p + offsetof<CommandHeader>()
    switch (header.command) {
      case Command.chunks: chunks(changetype<ChunksCommand>(from)); break
      case Command.matMul: matMul(changetype<MatMulCommand>(from)); break
      case Command.convolve: convolve(changetype<ConvolutionCommand>(from)); break
      case Command.convolveImages: convolveImages(changetype<ConvolutionCommand>(from)); break
      case Command.convolveFilters: convolveFilters(changetype<ConvolutionCommand>(from)); break
      case Command.poolIndex: poolIndex(changetype<PoolCommand>(from)); break
      case Command.pick: pick(changetype<PoolCommand>(from)); break
      case Command.place: place(changetype<PoolCommand>(from)); break
      case Command.sum: sum(changetype<SumCommand>(from)); break
      case Command.maximum: maximum(changetype<MaximumCommand>(from)); break
      case Command.clear: clear(changetype<ClearCommand>(from)); break
      // nest and product: code that the program brought along, and what it is called with.
      default: call_indirect<void>(load<i32>(from), 0, from + 4)
    }
    p += header.bytes
  }
}

/** Moves every pointer into a per-task tensor by `tasks` tasks. */
export function relocate(p: usize, end: usize, tasks: i32): void {
  for (; p < end; p += offsetof<Relocation>()) {
    const own = changetype<Relocation>(p)
    store<i32>(own.pointer, load<i32>(own.pointer) + tasks * own.stride)
  }
}

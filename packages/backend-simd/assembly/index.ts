// What JavaScript calls: one call runs a whole program, a list of commands in memory.

import { Command } from '../src/border/codes'
import { convolve, convolveFilters, convolveImages } from './convolution'
import { matMul } from './gemm'
import { clear } from './layout'
import { map } from './map'
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

/** Runs the commands from `p` to `end`, each a command's number, its length in bytes, and its arguments. */
export function execute(scratch: usize, p: usize, end: usize): void {
  setWorkspace(scratch)
  while (p < end) {
    const from = p + 8
    switch (load<i32>(p)) {
      case Command.chunks: map(from); break
      case Command.matMul: matMul(from); break
      case Command.convolve: convolve(from); break
      case Command.convolveImages: convolveImages(from); break
      case Command.convolveFilters: convolveFilters(from); break
      case Command.poolIndex: poolIndex(from); break
      case Command.pick: pick(from); break
      case Command.place: place(from); break
      case Command.sum: sum(from); break
      case Command.maximum: maximum(from); break
      case Command.clear: clear(from); break
      // nest and product: code that the program brought along.
      default: call_indirect<void>(load<i32>(from), 0, from + 4)
    }
    p += load<i32>(p, 4)
  }
}

/** Moves every pointer into a per-task tensor by `tasks` tasks: pairs of where the pointer lies and bytes per task. */
export function relocate(p: usize, end: usize, tasks: i32): void {
  for (; p < end; p += 8) {
    const at: usize = load<i32>(p)
    store<i32>(at, load<i32>(at) + tasks * load<i32>(p, 4))
  }
}

/**
 * Runs a program: the shared commands once, the others for `group` tasks at a time. The last group reaches back over
 * tasks that are done already where the groups do not fill the tasks; it gives them the same values again.
 */
export function run(
  scratch: usize, shared: usize, body: usize, relocations: usize, end: usize, tasks: i32, group: i32,
): void {
  execute(scratch, shared, body)
  let task = 0
  while (true) {
    execute(scratch, body, relocations)
    const next = min(task + group, tasks - group)
    if (next == task) break
    relocate(relocations, end, next - task)
    task = next
  }
  relocate(relocations, end, -task)
}

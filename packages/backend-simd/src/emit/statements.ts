// What takes several instructions of WebAssembly.

import { control, type Emit, i32, local } from './wasm.js'

/** Runs `body` a fixed number of times; the local `counter` counts down where that is more than once. */
export function repeat(emit: Emit, times: number, counter: number, body: () => void): void {
  if (times === 1) {
    body()
    return
  }
  emit(i32.const(times), local.set(counter))
  countDown(emit, counter, body)
}

/** Runs `body` as often as the local `counter` says, at least once. */
export function countDown(emit: Emit, counter: number, body: () => void): void {
  emit(control.loop)
  body()
  emit(local.get(counter), i32.const(1), i32.sub, local.tee(counter), control.branchIf(0), control.end)
}

/** Adds a number to a local. */
export function advance(emit: Emit, pointer: number, bytes: number): void {
  if (bytes !== 0) emit(local.get(pointer), i32.const(bytes), i32.add, local.set(pointer))
}

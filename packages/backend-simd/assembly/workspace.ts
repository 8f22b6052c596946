// Scratch memory of the program that runs, and the reader of a command's arguments.

/** Where the running program's scratch memory begins. */
export let workspace: usize = 0

export function setWorkspace(pointer: usize): void {
  workspace = pointer
}

/** Argument `index` of the command whose arguments start at `p`. */
// @ts-ignore: decorator
@inline
export function argument(p: usize, index: i32): i32 {
  return load<i32>(p + (<usize>index << 2))
}

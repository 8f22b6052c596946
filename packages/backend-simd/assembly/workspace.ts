// Scratch memory of the program that runs.

/** Where it begins. */
export let workspace: usize = 0

export function setWorkspace(pointer: usize): void {
  workspace = pointer
}

// The border between the planner (TypeScript) and the kernels (AssemblyScript), second part: the arguments of each command.
// Both compile this very file: the planner writes a record's fields in the order in which they stand here, the kernels read
// them by name. Pointers and strides are in bytes; a body is an entry of the function table, 0 where there is none.

/** What each command begins with: its number, and its bytes with this. */
export class CommandHeader {
  command: i32 = 0
  bytes: i32 = 0
}

/** A pointer that moves with the tasks: where it lies, and how many bytes it moves per task. */
export class Relocation {
  pointer: usize = 0
  stride: i32 = 0
}

/** c = a · b, `tasks` products in a series; each operand with its strides per product, row or k, and k or column. */
export class MatMulCommand {
  tasks: i32 = 0
  rows: i32 = 0
  columns: i32 = 0
  inner: i32 = 0
  a: usize = 0
  aTask: usize = 0
  aRow: usize = 0
  aInner: usize = 0
  b: usize = 0
  bTask: usize = 0
  bInner: usize = 0
  bColumn: usize = 0
  c: usize = 0
  cTask: usize = 0
  /** Code for whole blocks. */
  body: i32 = 0
}

/** Two operands and a result, each with its stride per task, and images `[batch, height, width, channels]`. */
export class WindowCommand {
  tasks: i32 = 0
  first: usize = 0
  firstTask: usize = 0
  second: usize = 0
  secondTask: usize = 0
  result: usize = 0
  resultTask: usize = 0
  batch: i32 = 0
  height: i32 = 0
  width: i32 = 0
  channels: i32 = 0
}

/** Filters `[filterHeight, filterWidth, channels, filters]`, outputs `[batch, outHeight, outWidth, filters]`. */
export class ConvolutionCommand extends WindowCommand {
  filterHeight: i32 = 0
  filterWidth: i32 = 0
  filters: i32 = 0
  outHeight: i32 = 0
  outWidth: i32 = 0
  strideDown: i32 = 0
  strideAcross: i32 = 0
  padTop: i32 = 0
  padLeft: i32 = 0
  /** Whether Winograd's way is taken. */
  winograd: i32 = 0
  /** Code for Winograd's products of a whole strip. */
  body: i32 = 0
}

/** Windows `[batch, outHeight, outWidth, channels]`, each `windowHeight` × `windowWidth` pixels. */
export class PoolCommand extends WindowCommand {
  outHeight: i32 = 0
  outWidth: i32 = 0
  windowHeight: i32 = 0
  windowWidth: i32 = 0
  strideDown: i32 = 0
  strideAcross: i32 = 0
}

/** Sums the middle axis of `[count, rows, columns]`. */
export class SumCommand {
  count: i32 = 0
  rows: i32 = 0
  columns: i32 = 0
  from: usize = 0
  to: usize = 0
}

/** The largest value of each of `rows` rows. */
export class MaximumCommand {
  rows: i32 = 0
  length: i32 = 0
  from: usize = 0
  to: usize = 0
}

/** Fills with zeros. */
export class ClearCommand {
  to: usize = 0
  bytes: i32 = 0
}

/**
 * `repetitions` times `values` values, `chunk` at a time. After it lie its registers, then what happens around the loop: before
 * a repetition, before the loop of a chunk, after it, and after a repetition, each that many bytes long.
 */
export class ChunksCommand {
  repetitions: i32 = 0
  values: i32 = 0
  chunk: i32 = 0
  body: i32 = 0
  registers: i32 = 0
  beforeBytes: i32 = 0
  layOutBytes: i32 = 0
  finishBytes: i32 = 0
  afterBytes: i32 = 0
}

/** Where a chunk of an operand or a result lies. */
export class Register {
  pointer: usize = 0
  /** Per repetition. */
  stride: usize = 0
  /** Whether it moves with the chunk. */
  moves: i32 = 0
  /** Where a chunk is put together that is written but does not end on four values; 0: none. */
  detour: usize = 0
}

/** Moves a register's chunk from or to a view. After it lie the view's axes: length and stride of each, outermost first. */
export class MoveStep {
  around: i32 = 0
  register: i32 = 0
  pointer: usize = 0
  /** Per repetition: of the pointer, and of the number of the first value. */
  stride: usize = 0
  valueStride: i32 = 0
  rank: i32 = 0
}

/** Fills a register's chunk with zeros. */
export class ClearStep {
  around: i32 = 0
  register: i32 = 0
  bytes: i32 = 0
}

/** Adds up `rows` rows of `columns` values in a register. */
export class FoldStep {
  around: i32 = 0
  register: i32 = 0
  to: usize = 0
  /** Per repetition. */
  stride: usize = 0
  rows: i32 = 0
  columns: i32 = 0
}

/** Sums of a register's rows of `length` values. */
export class SumRowsStep {
  around: i32 = 0
  register: i32 = 0
  to: usize = 0
  /** Per repetition. */
  stride: usize = 0
  length: i32 = 0
}

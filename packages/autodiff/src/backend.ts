// The contract of whatever runs programs. A backend knows nothing of meta-learning.

import { fail } from './errors.js'
import type { OperationKind } from './operation.js'
import type { Port, Program } from './program.js'
import { sizeOf } from './shape.js'

/** Values as a backend stores them. */
export type FloatArray = Float32Array | Float64Array

/** The floating-point format in which a backend stores values. */
export type Precision = 'float32' | 'float64'

/** What a backend holds at the moment, for leak checks and reports. */
export interface Memory {
  /** Live tensors or buffers. */
  readonly tensors: number
  /** What those take. */
  readonly bytes: number
}

/**
 * Runs programs, with the task axis in front of every value that differs from task to task.
 *
 * Beside being close to `reference()`, a backend keeps:
 * - every value to the bit, −0 and denormals included, through what only moves or chooses: inputs and outputs, `reshape`,
 *   `transpose`, `slice`, `pad`, `concat`, `broadcast`, `stopGradient`, `gate`, `max`, `poolIndex` with `pick`, `place`
 *   without overlap;
 * - IEEE's sign of zero in `add`, `sub`, `mul`, `div`, `scale`, `square`, `sqrt` and `rsqrt`, so that `1 / −0` is −∞. Sums of
 *   several terms and `tanh`, `sigmoid`, `exp`, `log` may lose it;
 * - denormals in those eight and in `sum`, `matMul` and `convolve` (gradual underflow), unless `flushesDenormals`.
 */
export interface Backend {
  /** Unlike that of other backends: records and error messages name it. */
  readonly name: string
  /** Options that may change its numbers, for records. @defaultValue none */
  readonly settings?: { readonly [option: string]: string | number | boolean }
  readonly precision: Precision
  /**
   * Whether arithmetic may take values nearer to 0 than the smallest normal one (2⁻¹²⁶ in float32) for 0.
   *
   * @defaultValue false
   */
  readonly flushesDenormals?: boolean
  /** The operations that it runs. */
  readonly operations: ReadonlySet<OperationKind>
  /**
   * Plans a program once for a fixed number of tasks.
   *
   * @throws AssentError naming the operation, when the backend lacks one that the program needs.
   */
  compile(program: Program, tasks: number): Promise<Executable>
  /**
   * The same linear algebra as over a program's own rows, to the bit, for rows `[tasks, size]` that were computed
   * elsewhere. The values are read anew at each call of a method.
   */
  rows(values: FloatArray, tasks: number): Rows
  /** What it holds at the moment, whichever program it is of. */
  memory(): Memory
}

/** A compiled program. It may be run any number of times, with new inputs, and allocates nothing that it keeps. */
export interface Executable {
  /** Sets an input: `[tasks, …shape]` values where the input is per task, `[…shape]` where it is shared. */
  write(input: string, values: ArrayLike<number>): void
  /** Computes all outputs from the inputs as they were written last. */
  run(): Promise<void>
  /** An output of the last run, flat. The array may be a view that the next run overwrites. */
  read(output: string): Promise<FloatArray>
  /** Linear algebra over the tasks' rows of a per-task output of the last run, without moving them; shared ones are refused. */
  rows(output: string): Rows
  /** Gives back what it holds. Using it afterwards is refused. */
  dispose(): void
}

/**
 * The `[tasks, size]` matrix that a per-task output is, row by row. Products accumulate in float64 whatever the
 * precision of the rows. Every sum over tasks follows the tree of {@link treeSum}, so that it can be split among
 * workers without changing a bit.
 */
export interface Rows {
  /** How many rows. */
  readonly tasks: number
  /** How many values a row has. */
  readonly size: number
  /** `rowᵢ · rowᵢ` for every task; not finite exactly where the row is not. */
  squaredNorms(): Promise<Float64Array>
  /** `rowᵢ · vector` for every task. */
  dots(vector: FloatArray): Promise<Float64Array>
  /** `rowᵢ · rowⱼ`, row-major `[tasks, tasks]`; the same bits as `dots` of either row. */
  gram(): Promise<Float64Array>
  /**
   * `rowᵢ · Σⱼ coefficientⱼ · rowⱼ` and `rowᵢ · rowᵢ` for every task: the same bits as `dots` of `combine`, and as
   * `squaredNorms`, in one pass where a backend can.
   */
  scores(coefficients: ArrayLike<number>): Promise<{ readonly scores: Float64Array; readonly squaredNorms: Float64Array }>
  /**
   * `Σᵢ coefficientᵢ · rowᵢ` in the rows' own precision, over as many rows as there are coefficients, from row `first`
   * (0 unless given) on. A row whose coefficient is 0 is not read.
   */
  combine(coefficients: ArrayLike<number>, first?: number): Promise<FloatArray>
}

/** Refuses a program that needs an operation the backend lacks, before the first run. */
export function checkOperations(backend: Pick<Backend, 'name' | 'operations'>, program: Program): void {
  const missing = [...new Set(program.nodes.map((node) => node.operation.kind))].filter((kind) => !backend.operations.has(kind))
  if (missing.length > 0) {
    fail(`backend ${backend.name}`, 'a program of operations that it runs', missing.join(', '), 'choose another backend or model')
  }
}

/** The number of values behind a port, compiled for `tasks` tasks. */
export function portSize(port: Port, tasks: number): number {
  return sizeOf(port.shape) * (port.perTask ? tasks : 1)
}

/** Finds a port by name, or says which there are. */
export function findPort(ports: readonly Port[], name: string): Port {
  return (
    ports.find((port) => port.name === name) ??
    fail('executable', `one of ${ports.map((port) => port.name).join(', ')}`, name, 'use a name that the program declares')
  )
}

/** Finds an output whose rows are the tasks', or says that all tasks share it. */
export function findRows(program: Program, name: string): Port {
  const port = findPort(program.outputs, name)
  if (port.perTask) return port
  return fail(`rows of ${name}`, 'an output that differs from task to task', 'one that all tasks share', 'read it instead')
}

/** Finds an input and checks that `values` fill it. */
export function checkedInput(program: Program, name: string, values: ArrayLike<number>, tasks: number): Port {
  const port = findPort(program.inputs, name)
  const expected = portSize(port, tasks)
  if (values.length !== expected) {
    fail(
      `input ${name}`,
      `${expected} values`,
      String(values.length),
      port.perTask ? `pass ${tasks} tasks` : 'pass one shared value',
    )
  }
  return port
}

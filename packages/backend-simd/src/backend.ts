// A program is planned once; a run is a few calls into WebAssembly for each wave of tasks.

import {
  type Backend,
  breather,
  checkedInput,
  checkOperations,
  type Executable,
  fail,
  findPort,
  findRows,
  type Memory,
  operationKinds,
  type Program,
  portSize,
  type Rows,
} from '@assent/autodiff'
import { Relocation } from './border/records.js'
import { type Plan, planProgram, writePlan } from './plan/plan.js'
import { type Stretch, stretchesOf } from './plan/stretches.js'
import { type KernelProfile, profilePlan } from './profile.js'
import { createFunctionTable, type Kernels, startKernels } from './run/kernels.js'
import { createHeap, type Heap } from './run/memory.js'
import { memoryRows, withValues } from './run/rows.js'
import { forEachWave } from './run/waves.js'
import { recordLength } from './schedule/call.js'
import { bytesOf, present } from './shared.js'

/** How programs are planned. */
export interface SimdOptions {
  /** Whether chains of elementwise steps go through the cache together. Results may differ in the last bits of sums. @defaultValue true */
  readonly fuse?: boolean
}

/** An executable that can tell where its time goes. */
export interface SimdExecutable extends Executable {
  /** Bytes of memory that the plan asked for: known before the first run, and never exceeded. */
  readonly bytes: number
  /** Runs once, one kernel after the other, and times each. Slower than {@link Executable.run}, with the same results. */
  profile(): Promise<KernelProfile[]>
}

/** What the backend holds, and how far its memory had to grow for it. */
export interface SimdMemory extends Memory {
  /** Size of the WebAssembly memory, which never shrinks: the most that was needed so far. */
  readonly heapBytes: number
}

/** A backend on our own WebAssembly kernels, which knows what a program takes before it runs. */
export interface SimdBackend extends Backend {
  compile(program: Program, tasks: number): Promise<SimdExecutable>
  /** Bytes of memory that a program would need, without compiling it. */
  forecast(program: Program, tasks: number): number
  /** Live blocks and their bytes, and the size of the whole WebAssembly memory. */
  memory(): SimdMemory
}

/** Kernels under a name. */
export interface Variant {
  readonly name: string
  /** As `startKernels` takes them. */
  readonly compiled: string
  /** Whether a product and its addition round once. */
  readonly roundsOnce: boolean
}

/** Starts a backend on kernels of ours: float32, one memory, no dependencies. */
export async function openBackend({ name, compiled, roundsOnce }: Variant, { fuse = true }: SimdOptions): Promise<SimdBackend> {
  const planning = { fuse, roundsOnce }
  const kernels = await startKernels(compiled)
  const heap = createHeap(kernels.memory, kernels.heapBase())
  const table = createFunctionTable(kernels)
  const breathe = breather()
  const backend: SimdBackend = {
    name,
    precision: 'float32',
    operations: new Set(operationKinds),
    compile: async (program, tasks) => {
      checkOperations(backend, program)
      checkTasks(tasks)
      const plan = planProgram(program, tasks, planning)
      const entries = await table.load(plan.bodies)
      return load(kernels, heap, breathe, program, plan, entries, () => table.release(entries))
    },
    rows: (values, tasks) => memoryRows(kernels, heap, (use) => withValues(heap, values, use), tasks, values.length / tasks),
    forecast: (program, tasks) => planProgram(program, tasks, planning).bytes,
    memory: () => ({ tensors: heap.usage.blocks, bytes: heap.usage.bytes, heapBytes: kernels.memory.buffer.byteLength }),
  }
  return backend
}

function checkTasks(tasks: number): void {
  if (!Number.isInteger(tasks) || tasks < 1) fail('compile', 'at least one task', String(tasks), 'pass a whole number from 1')
}

/** Puts a plan into memory, ready to run. */
function load(
  kernels: Kernels,
  heap: Heap,
  breathe: () => Promise<void>,
  program: Program,
  plan: Plan,
  entries: readonly number[],
  releaseBodies: () => void,
): SimdExecutable {
  const { tasks, wave, words, moving, sharedWords } = plan
  const block = heap.allocate(plan.bytes)
  const base = block.address
  writePlan(plan, base, entries, heap.integers(), heap.floats())
  const addressOf = (node: number) => base + present(plan.offsets.get(present(plan.ports.get(node))))
  const scratch = base + plan.scratchOffset
  const shared = base + plan.commandOffset
  const relocations = shared + bytesOf(words.length)
  const end = relocations + bytesOf(recordLength(Relocation) * moving.length)
  const loaded = { tasks, wave, scratch, shared, relocations, end }
  let disposed = false
  let running = false
  const checkKept = () => {
    if (disposed) fail('executable', 'an executable in use', 'one that was disposed', 'compile the program again')
  }
  const checkLive = () => {
    checkKept()
    if (running) fail('executable', 'an executable at rest', 'one that runs', 'await run() before the next call')
  }
  const giveBack = () => {
    heap.release(block)
    releaseBodies()
  }
  /** Memory that is given up on the way stays until `work` has ended, which writes there. */
  const alone = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    checkLive()
    running = true
    try {
      const result = await work()
      checkKept()
      return result
    } finally {
      running = false
      if (disposed) giveBack()
    }
  }
  /** A step of many images may take a second, in which a process would hear no signal and a page no click. */
  const runStretches = async (stretches: readonly Stretch[]) => {
    for (const stretch of stretches) {
      checkKept()
      kernels.execute(scratch, shared + bytesOf(stretch.from), shared + bytesOf(stretch.end))
      await breathe()
    }
  }
  const [ofAll, ofWave] = [stretchesOf(plan.shared, 0), stretchesOf(plan.perTask, sharedWords)]
  return {
    bytes: block.bytes,
    write: (name, values) => {
      checkLive()
      heap.floats().set(values, addressOf(checkedInput(program, name, values, tasks).node) / 4)
    },
    run: () =>
      alone(async () => {
        await runStretches(ofAll)
        await forEachWave(kernels, loaded, () => runStretches(ofWave))
      }),
    read: async (name) => {
      checkLive()
      const port = findPort(program.outputs, name)
      const from = addressOf(port.node) / 4
      return heap.floats().slice(from, from + portSize(port, tasks))
    },
    rows: (name): Rows => {
      const port = findRows(program, name)
      const locate = <Result>(use: (address: number) => Result): Result => {
        checkLive()
        return use(addressOf(port.node))
      }
      return memoryRows(kernels, heap, locate, tasks, portSize(port, tasks) / tasks)
    },
    profile: () => alone(() => profilePlan(kernels, plan, loaded, breathe)),
    dispose: () => {
      if (disposed) return
      disposed = true
      if (!running) giveBack()
    },
  }
}

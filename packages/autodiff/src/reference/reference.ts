// The float64 interpreter: every operation as its definition says, one task after the other. Slow, and the
// oracle that all other backends are tested against.

import { at } from '../at.js'
import { type Backend, checkedInput, checkOperations, type Executable, findPort, findRows, portSize } from '../backend.js'
import { fail } from '../errors.js'
import { type OperationKind, operationKinds } from '../operation.js'
import { type Port, type Program, releases } from '../program.js'
import { arrayRows } from '../rows.js'
import { sizeOf } from '../shape.js'
import { convolutionKernels } from './convolution.js'
import { elementwiseKernels } from './elementwise.js'
import { inputsOf, type Kernel, type KernelMaker, kernelNode } from './kernel.js'
import { matMul } from './mat-mul.js'
import { poolingKernels } from './pooling.js'
import { structureKernels } from './structure.js'

type Kernels = { readonly [K in Exclude<OperationKind, 'input'>]: KernelMaker<OperationKind> }

/** Made when a reference is opened, so that a page without one does not load them. */
const kernelsOfAll = () =>
  ({ ...elementwiseKernels(), ...structureKernels(), ...convolutionKernels(), ...poolingKernels(), matMul }) as Kernels

/** The reference backend: float64, plain TypeScript, runs everywhere. */
export function reference(): Backend {
  const kernels = kernelsOfAll()
  let tensors = 0
  let bytes = 0
  const backend: Backend = {
    name: 'reference',
    precision: 'float64',
    operations: new Set(operationKinds),
    compile: async (program, tasks) => {
      checkOperations(backend, program)
      const own = interpret(kernels, program, tasks)
      tensors += own.buffers.length
      const held = own.buffers.reduce((total, buffer) => total + buffer.byteLength, 0)
      bytes += held
      return own.executable(() => {
        tensors -= own.buffers.length
        bytes -= held
      })
    },
    rows: arrayRows,
    memory: () => ({ tensors, bytes }),
  }
  return backend
}

interface Step {
  readonly run: Kernel
  readonly inputs: readonly number[]
  readonly node: number
}

interface Interpreted {
  readonly buffers: readonly Float64Array[]
  /** `onDispose` is called when it is disposed for the first time. */
  executable(onDispose: () => void): Executable
}

/** Lays out one buffer per live value and one step per node. Shared values are computed once, the rest task by task. */
function interpret(kernels: Kernels, program: Program, tasks: number): Interpreted {
  const ports = [...program.inputs, ...program.outputs]
  const external = new Map(ports.map((port) => [port.node, new Float64Array(portSize(port, tasks))]))
  const buffers = layOut(program, external)
  const valuesAt = (node: number, task: number): Float64Array => {
    const { shape, perTask } = at(program.nodes, node)
    const values = at(buffers, node)
    const size = sizeOf(shape)
    return external.has(node) && perTask ? values.subarray(task * size, (task + 1) * size) : values
  }
  const steps = program.nodes.flatMap((node, id): Step[] =>
    node.operation.kind === 'input'
      ? []
      : [{ run: kernels[node.operation.kind](kernelNode(node, program.nodes)), inputs: node.inputs, node: id }],
  )
  const isPerTask = (step: Step) => at(program.nodes, step.node).perTask
  const shared = steps.filter((step) => !isPerTask(step))
  const perTask = steps.filter(isPerTask)
  const runStep = ({ run, inputs, node }: Step, task: number) => {
    const output = valuesAt(node, task)
    run(
      inputsOf(
        inputs.map((input) => valuesAt(input, task)),
        output,
      ),
      output,
    )
  }
  let live = true
  const checkLive = () => {
    if (!live) fail('executable', 'an executable in use', 'one that was disposed', 'compile the program again')
  }
  const valuesOf = (port: Port): Float64Array => {
    checkLive()
    return at(buffers, port.node)
  }
  const executable: Interpreted['executable'] = (onDispose) => ({
    write: (name, values) => valuesOf(checkedInput(program, name, values, tasks)).set(values),
    run: async () => {
      checkLive()
      for (const step of shared) runStep(step, 0)
      for (let task = 0; task < tasks; task++) for (const step of perTask) runStep(step, task)
    },
    read: async (name) => valuesOf(findPort(program.outputs, name)),
    rows: (name) => arrayRows(valuesOf(findRows(program, name)), tasks),
    dispose: () => {
      if (live) onDispose()
      live = false
    },
  })
  return { executable, buffers: [...new Set(buffers)] }
}

/**
 * A buffer for each node: those of inputs and outputs, and buffers for the values in between. A value gives its buffer to a
 * later one of equal size; shared values keep theirs.
 */
function layOut(program: Program, external: ReadonlyMap<number, Float64Array>): Float64Array[] {
  const buffers: Float64Array[] = []
  const free = new Map<number, Float64Array[]>()
  const released = releases(program)
  for (const [id, { shape, perTask }] of program.nodes.entries()) {
    const size = sizeOf(shape)
    buffers[id] = external.get(id) ?? (perTask ? free.get(size)?.pop() : undefined) ?? new Float64Array(size)
    for (const dead of at(released, id)) {
      const { perTask, shape } = at(program.nodes, dead)
      if (!perTask) continue
      const sizeOfDead = sizeOf(shape)
      free.set(sizeOfDead, [...(free.get(sizeOfDead) ?? []), at(buffers, dead)])
    }
  }
  return buffers
}

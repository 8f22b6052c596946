// A TensorFlow.js backend as a backend of programs: forward kernels only, no tape, every value let go at its last use.

import {
  arrayRows,
  type Backend,
  checkedInput,
  checkOperations,
  type Executable,
  fail,
  findPort,
  operationKinds,
  type Program,
  type ProgramNode,
  releases,
} from '@assent/autodiff'
import * as tf from '@tensorflow/tfjs-core'
import { stepOf } from './steps.js'
import { fullShape, type Step } from './values.js'

/** The version whose kernels were checked; others may compute something else. */
const CHECKED_VERSION = '4.22.0'

export interface TfjsBackendOptions {
  /** As our users know it. */
  readonly name: string
  /** As TensorFlow.js knows it; registered already. */
  readonly tfjsName: string
}

/**
 * Wraps a registered TensorFlow.js backend. Several can live in one process: each makes itself the current one
 * whenever it works.
 *
 * @throws AssentError when TensorFlow.js has another version, or cannot start the backend
 */
export async function tfjsBackend({ name, tfjsName }: TfjsBackendOptions): Promise<Backend> {
  if (tf.version_core !== CHECKED_VERSION) {
    fail(`backend ${name}`, `@tensorflow/tfjs-core ${CHECKED_VERSION}`, tf.version_core, 'install the version that was checked')
  }
  tf.enableProdMode()
  if (!(await tf.setBackend(tfjsName))) {
    fail(`backend ${name}`, `TensorFlow.js to start ${tfjsName}`, 'a failure', 'see its message above, or choose another backend')
  }
  const activate = () => void tf.setBackend(tfjsName)
  const backend: Backend = {
    name,
    precision: 'float32',
    operations: new Set(operationKinds),
    compile: async (program, tasks) => {
      checkOperations(backend, program)
      return compile(program, tasks, activate)
    },
    rows: arrayRows,
    memory: () => {
      const { numTensors, numBytes } = tf.memory()
      return { tensors: numTensors, bytes: numBytes }
    },
  }
  return backend
}

interface CompiledNode {
  readonly id: number
  readonly inputs: readonly number[]
  readonly step: Step
  readonly released: readonly number[]
}

function compile(program: Program, tasks: number, activate: () => void): Executable {
  activate()
  const constants: tf.Tensor[] = []
  const keep = (tensor: tf.Tensor) => {
    constants.push(tf.keep(tensor))
    return tensor
  }
  const nodes = planNodes(program, tasks, {
    scalar: (value) => keep(tf.scalar(value)),
    filled: (value, shape) => keep(tf.fill([...shape], value)),
  })
  const external = new Map<number, tf.Tensor>()
  const store = (node: number, tensor: tf.Tensor) => {
    external.get(node)?.dispose()
    external.set(node, tensor)
  }
  const readOutput = (output: string) => {
    const tensor = external.get(findPort(program.outputs, output).node)
    if (!tensor) fail('executable', 'a run before reading', 'none', 'call run() first')
    activate()
    return (tensor as tf.Tensor).dataSync() as Float32Array
  }
  return {
    write: (input, values) => {
      const port = checkedInput(program, input, values, tasks)
      activate()
      store(port.node, tf.tensor(Float32Array.from(values), fullShape(port, tasks), 'float32'))
    },
    run: async () => {
      activate()
      const outputs = runNodes(program, nodes, external)
      for (const [node, tensor] of outputs) if (external.get(node) !== tensor) store(node, tensor)
    },
    read: async (output) => readOutput(output),
    rows: (output) => arrayRows(readOutput(output), tasks),
    dispose: () => {
      for (const tensor of [...constants.splice(0), ...external.values()]) tensor.dispose()
      external.clear()
    },
  }
}

function planNodes(program: Program, tasks: number, constants: Parameters<typeof stepOf>[2]): CompiledNode[] {
  const released = releases(program)
  return program.nodes.flatMap((node, id): CompiledNode[] => {
    if (node.operation.kind === 'input') return []
    const from = node.inputs.map((input) => program.nodes[input] as ProgramNode)
    const step = stepOf(node.operation, { shape: node.shape, perTask: node.perTask, from, tasks }, constants)
    return [{ id, inputs: node.inputs, step, released: released[id] as number[] }]
  })
}

/** Runs all nodes in order; returns the outputs' tensors. What a step makes on the way is let go with its scope. */
function runNodes(
  program: Program,
  nodes: readonly CompiledNode[],
  external: ReadonlyMap<number, tf.Tensor>,
): Map<number, tf.Tensor> {
  const values: (tf.Tensor | undefined)[] = []
  for (const { node, name } of program.inputs) {
    values[node] = external.get(node) ?? fail('executable', `a value for input ${name}`, 'none', 'write every input before run()')
  }
  const made = new Set<number>()
  try {
    for (const { id, inputs, step, released } of nodes) {
      values[id] = tf.tidy(() => step(inputs.map((input) => values[input] as tf.Tensor)))
      made.add(id)
      for (const dead of released) {
        values[dead]?.dispose()
        made.delete(dead)
      }
    }
  } catch (error) {
    for (const id of made) values[id]?.dispose()
    throw error
  }
  return new Map(program.outputs.map(({ node }) => [node, values[node] as tf.Tensor]))
}

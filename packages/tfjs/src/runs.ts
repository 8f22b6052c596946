// Calls made ready to run: kernels looked up, arguments laid out; a run only fills in the tensors.

import { fail, type Shape, sizeOf } from '@assent/autodiff'
import { type DataId, getKernel, type TensorInfo } from '@tensorflow/tfjs-core'
import type { Access } from './access.js'
import { at, inputsOf, present } from './entries.js'
import type { Call, View } from './planner.js'

/** Tensors by slot. */
export type Slots = (DataId | undefined)[]

/** Makes a call's tensor from its inputs'. What it makes besides, it lets go, even when it fails. */
export type Run = (slots: Readonly<Slots>) => DataId

/** Stands for an input that a loop has not. */
const nothing = new Float32Array(0)

type Of<K extends Call['kind']> = Extract<Call, { kind: K }>

/** Looks up what a call needs, once. */
export function prepare(access: Access, call: Call, tasks: number): Run {
  if (call.kind === 'loop') return prepareLoop(access, call)
  if (call.kind === 'kernel') return prepareKernel(access, call)
  return prepareKernelPerTask(access, call, tasks)
}

function prepareLoop(access: Access, { inputs, shape, loop }: Of<'loop'>): Run {
  return (slots) =>
    filled(access, shape, (output) =>
      loop(
        inputsOf(
          inputs.map((slot) => access.values(present(slots[slot]))),
          nothing,
        ),
        access.values(output),
      ),
    )
}

/** A new tensor, made before anybody looks at the values of others, since it may move them. */
function filled(access: Access, shape: Shape, fill: (output: DataId) => void): DataId {
  const output = access.create(shape)
  try {
    fill(output)
    return output
  } catch (error) {
    access.release(output)
    throw error
  }
}

function prepareKernel(access: Access, { name, inputs, attributes }: Of<'kernel'>): Run {
  const kernel = findKernel(access, name, attributes)
  const { given, laidOut } = layOut(inputs)
  return (slots) => {
    for (const { info, slot } of laidOut) info.dataId = present(slots[slot])
    return kernel(given)
  }
}

function prepareKernelPerTask(access: Access, { name, inputs, attributes, shape }: Of<'kernelPerTask'>, tasks: number): Run {
  const kernel = findKernel(access, name, attributes)
  const { given, laidOut } = layOut(inputs)
  const operands = laidOut.map((operand) => ({ ...operand, size: sizeOf(operand.shape) }))
  const size = sizeOf(shape)
  const runTask = (slots: Readonly<Slots>, task: number): DataId => {
    for (const { info, slot, perTask, size, shape } of operands) {
      const all = present(slots[slot])
      info.dataId = perTask ? access.part(all, task * size, shape) : all
    }
    try {
      return kernel(given)
    } finally {
      for (const { info, perTask } of operands) if (perTask) access.releasePart(info.dataId)
    }
  }
  return (slots) =>
    filled(access, [tasks, ...shape], (output) => {
      for (let task = 0; task < tasks; task++) {
        const own = runTask(slots, task)
        access.copy(own, output, task * size)
        access.release(own)
      }
    })
}

/** A kernel's arguments, whose tensors are filled in by each run. */
function layOut<Input extends View>(inputs: { readonly [argument: string]: Input }) {
  const laidOut = Object.entries(inputs).map(([argument, input]) => {
    const info: TensorInfo = { dataId: {}, shape: [...input.shape], dtype: 'float32' }
    return { ...input, argument, info }
  })
  return { laidOut, given: Object.fromEntries(laidOut.map(({ argument, info }) => [argument, info])) }
}

type Kernel = (inputs: { [argument: string]: TensorInfo }) => DataId

function findKernel({ tfjsName, backend }: Access, name: string, attributes: object): Kernel {
  const config = getKernel(name, tfjsName)
  if (!config) fail(`backend ${tfjsName}`, `a kernel ${name}`, 'none', 'import all kernels of the TensorFlow.js backend')
  const { kernelFunc } = config
  const attrs = { ...attributes }
  return (inputs) => {
    const made = kernelFunc({ inputs, backend, attrs })
    return (Array.isArray(made) ? at(made, 0) : made).dataId
  }
}

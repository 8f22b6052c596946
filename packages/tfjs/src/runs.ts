// Calls made ready to run: kernels looked up, arguments laid out; a run only fills in the tensors.

import { fail, type Shape, sizeOf } from '@assent/autodiff'
import { type DataId, getKernel, type KernelFunc, type NamedAttrMap, type TensorInfo } from '@tensorflow/tfjs-core'
import type { Access } from './access.js'
import type { Call, View } from './planner.js'

/** Tensors by slot. */
export type Slots = (DataId | undefined)[]

/** Makes a call's tensor from its inputs'. What it makes besides, it lets go, even when it fails. */
export type Run = (slots: Readonly<Slots>) => DataId

type Of<K extends Call['kind']> = Extract<Call, { kind: K }>

export function prepare(access: Access, call: Call, tasks: number): Run {
  if (call.kind === 'loop') return prepareLoop(access, call)
  if (call.kind === 'kernel') return prepareKernel(access, call)
  return prepareKernelPerTask(access, call, tasks)
}

function prepareLoop(access: Access, { inputs, shape, loop }: Of<'loop'>): Run {
  return (slots) =>
    filled(access, shape, (output) =>
      loop(
        inputs.map((slot) => access.values(slots[slot] as DataId)),
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
  const kernel = findKernel(access, name)
  const { given, infos } = layOut(inputs)
  const slotsRead = Object.values(inputs).map(({ slot }) => slot)
  return (slots) => {
    for (const [place, info] of infos.entries()) info.dataId = slots[slotsRead[place] as number] as DataId
    return kernel(given, attributes)
  }
}

function prepareKernelPerTask(access: Access, { name, inputs, attributes, shape }: Of<'kernelPerTask'>, tasks: number): Run {
  const kernel = findKernel(access, name)
  const { given, infos } = layOut(inputs)
  const operands = Object.values(inputs).map((operand) => ({ ...operand, size: sizeOf(operand.shape) }))
  const size = sizeOf(shape)
  const runTask = (slots: Readonly<Slots>, task: number): DataId => {
    for (const [place, operand] of operands.entries()) {
      const all = slots[operand.slot] as DataId
      const own = operand.perTask ? access.part(all, task * operand.size, operand.shape) : all
      ;(infos[place] as TensorInfo).dataId = own
    }
    try {
      return kernel(given, attributes)
    } finally {
      for (const [place, { perTask }] of operands.entries()) if (perTask) access.releasePart((infos[place] as TensorInfo).dataId)
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
function layOut(inputs: { readonly [argument: string]: View }) {
  const infos = Object.values(inputs).map(({ shape }): TensorInfo => ({ dataId: {}, shape: shape as number[], dtype: 'float32' }))
  const given = Object.fromEntries(Object.keys(inputs).map((name, place) => [name, infos[place] as TensorInfo]))
  return { given, infos }
}

type Kernel = (inputs: { readonly [argument: string]: TensorInfo }, attributes: object) => DataId

function findKernel({ tfjsName, backend }: Access, name: string): Kernel {
  const config = getKernel(name, tfjsName)
  if (!config) fail(`backend ${tfjsName}`, `a kernel ${name}`, 'none', 'import all kernels of the TensorFlow.js backend')
  const kernelFunc = config.kernelFunc as KernelFunc
  return (inputs, attributes) =>
    (kernelFunc({ inputs: inputs as { [name: string]: TensorInfo }, backend, attrs: attributes as NamedAttrMap }) as TensorInfo)
      .dataId
}

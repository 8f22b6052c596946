// Model files: their description edited and sealed anew, as one who means harm would, or the bytes damaged.

import { type Rng, reference, squaredError, type TaskSource } from '@assent/core'
import { openFile, sealFile } from '@assent/core/tools'
import { innerSgd, maml } from '@assent/learners'
import { openModelFile, type ReadyModel, writeModelFile } from '@assent/model-file'
import { dense, mlp, residual, sequential } from '@assent/models'
import { sinusoid } from '@assent/tasks-sinusoid'
import { demand, target } from '../format.js'
import { chance, mutate, mutateText, pick } from '../mutate.js'

const backend = reference()
const learner = maml({ inner: innerSgd({ rate: 0.1 }), innerSteps: 1 })
const scale = (name: string) => ({ names: [name], mean: [1], deviation: [2] })
const tasks: TaskSource = { ...sinusoid(), preparation: { inputs: scale('x'), targets: scale('y'), unit: 'm' } }
const models = [
  mlp({ sizes: [1, 3, 1] }),
  sequential({ input: [1], layers: [dense({ units: 2 }), residual({ layers: [dense({ units: 2 })] }), dense({ units: 1 })] }),
]

const files = models.flatMap((model) =>
  (['float32', 'float16', 'int8'] as const).map((precision) => {
    const count = model.parameters.reduce((total, { shape }) => total + shape.reduce((size, length) => size * length, 1), 0)
    const theta = Float32Array.from({ length: count }, (_, place) => Math.sin(place))
    return writeModelFile({ tasks, model, learner, backend, loss: squaredError() }, theta, { precision })
  }),
)

/** The note edited, or a tensor renamed, and a checksum that fits. */
function edited(bytes: Uint8Array, rng: Rng): Uint8Array {
  const { metadata, tensors } = openFile('seed', bytes, ['assent-model-1'], 'a model file', ['F32', 'F16', 'I8'])
  return sealFile('seed', 'assent-model-1', { note: mutateText(`${metadata.note}`, rng) }, tensors)
}

export const modelFile = target<ReadyModel>({
  name: 'model-file',
  make: (rng) => {
    const bytes = pick(files, rng)
    return { bytes: chance(70, rng) ? edited(bytes, rng) : mutate(bytes, rng, files) }
  },
  read: (bytes) => openModelFile(bytes, { backend }),
  check: ({ about, dispose }) => {
    dispose()
    const { inputs, targets } = about.preparation
    const isScale = (scale: typeof inputs) =>
      !scale || scale.deviation.every((deviation) => deviation > 0 && Number.isFinite(deviation))
    demand(isScale(inputs) && isScale(targets), 'scales')
    demand(about.inputShape.join() === '1', 'inputs of another shape')
    demand(Number.isSafeInteger(about.innerSteps) && about.innerSteps >= 0, 'inner steps')
  },
})

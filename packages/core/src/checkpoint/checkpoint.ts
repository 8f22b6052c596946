// Checkpoints: where an experiment stands, as the bytes of a safetensors file that says what it belongs to.

import { type FloatArray, fail, type Shape } from '@assent/autodiff'
import { type Learner, metaParameters } from '../contracts/learner.js'
import { createArray, type Model, type Parameter, parameterCount, splitParameters } from '../contracts/model.js'
import type { Problem } from '../contracts/problem.js'
import type { Setting, Settings } from '../contracts/settings.js'
import { describeExperiment, type Experiment, type TrainingState } from '../train/experiment.js'
import { parseJsonBounded } from './json.js'
import type { StoredTensor } from './safetensors.js'
import { openFile, sealFile } from './sealed-file.js'

const FORMAT = 'assent-checkpoint-2'
/** Before experiments had a loss in their description: its θ opens, but it is not gone on with. */
const OLD_FORMAT = 'assent-checkpoint-1'

/** A checkpoint read back. */
export interface Checkpoint {
  /** Meta-steps done. */
  readonly step: number
  /** The experiment that it belongs to, as `describeExperiment` told it. */
  readonly experiment: Settings
  /** Whether it was saved before losses were part of an experiment. */
  readonly old: boolean
  /** Meta-parameters as `theta/NAME`, optimizer state as `SLOT/NAME`. */
  readonly tensors: { readonly [name: string]: StoredTensor }
}

/**
 * The bytes of a checkpoint file (safetensors).
 *
 * @throws AssentError when a value is not finite: a diverged state is never written over a good one
 */
export function save(experiment: Experiment, state: TrainingState): Uint8Array {
  const parameters = metaParameters(experiment)
  const group = (prefix: string, flat: FloatArray) =>
    splitParameters({ parameters }, flat).map((values, p) => {
      const { name, shape }: Parameter = parameters[p] ?? { name: '', shape: [] }
      return [`${prefix}/${name}`, { shape, values }] as const
    })
  const tensors = Object.fromEntries([
    ...group('theta', state.parameters),
    ...experiment.optimizer.slots.flatMap((slot, s) => group(slot, state.slots[s] ?? state.parameters.subarray(0, 0))),
  ])
  const metadata = { step: `${state.step}`, experiment: JSON.stringify(describeExperiment(experiment)) }
  return sealFile(`checkpoint of step ${state.step}`, FORMAT, metadata, tensors)
}

/**
 * Reads a checkpoint.
 *
 * @param where names the file in error messages
 * @throws AssentError when the bytes are cut off, changed, not finite, or no checkpoint
 */
export function load(bytes: Uint8Array, where = 'checkpoint'): Checkpoint {
  if (typeof where !== 'string')
    fail('load', 'bytes, and how messages call them', `${typeof where} for the name`, 'load(bytes), then restore(experiment, …)')
  const { metadata, tensors } = openFile(where, bytes, [FORMAT, OLD_FORMAT], 'a checkpoint')
  const old = metadata.format === OLD_FORMAT
  const step = Number(metadata.step)
  if (!/^\d+$/.test(metadata.step ?? '') || !Number.isSafeInteger(step)) {
    fail(where, 'a step that is a whole number', `'${metadata.step}'`, 'the file was changed: use another', 'damaged')
  }
  const told = parseJsonBounded(where, (old ? metadata.run : metadata.experiment) ?? '', {}, 'damaged')
  if (!isSettings(told))
    return fail(where, 'the description of an experiment', JSON.stringify(told), 'use another file', 'damaged')
  return { step, experiment: told, old, tensors }
}

function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * The state to go on from: continued with the same experiment on the same backend, the result is the same bytes as without
 * the interruption. An experiment may have more meta-steps than before, where its schedule does not depend on their number.
 *
 * @throws AssentError when the checkpoint belongs to an experiment with other settings, naming the first that differs
 */
export function restore(experiment: Experiment, checkpoint: Checkpoint, where = 'checkpoint'): TrainingState {
  if (checkpoint.old) {
    fail(where, 'a checkpoint that says its loss', 'one of an earlier version', 'start a new run from its weights')
  }
  const own = describeExperiment(experiment)
  const longer =
    experiment.metaSteps >= checkpoint.step && experiment.optimizer.schedule.name === 'constant' && !experiment.learner.schedule
  const stored = longer ? { ...checkpoint.experiment, metaSteps: experiment.metaSteps } : checkpoint.experiment
  const difference = findDifference(own, stored)
  if (difference) {
    const [path, expected, found] = difference
    fail(where, `an experiment with ${path} ${expected}`, found, 'resume with the settings that it was started with')
  }
  const parameters = metaParameters(experiment)
  const { precision } = experiment.backend
  const gatherAll = (prefix: string) => gather(parameters, precision, checkpoint, prefix, where, experiment.model.name)
  return { step: checkpoint.step, parameters: gatherAll('theta'), slots: experiment.optimizer.slots.map(gatherAll) }
}

/** The path of the first setting that differs, with both values as text. */
export function findDifference(
  own: Setting,
  stored: Setting | undefined,
  path = '',
): readonly [string, string, string] | undefined {
  const both = [own, stored].map((value) => JSON.stringify(value) ?? 'nothing')
  if (both[0] === both[1]) return undefined
  if (isSettings(own) && isSettings(stored)) {
    for (const key of Object.keys({ ...own, ...stored })) {
      const inner = findDifference(own[key] ?? null, stored[key] ?? null, path === '' ? key : `${path}.${key}`)
      if (inner) return inner
    }
    return undefined
  }
  return [path, both[0] ?? '', both[1] ?? '']
}

/** What θ is read for. */
export type ThetaOwner = Pick<Problem, 'model' | 'backend'> & { readonly learner?: Learner }

/**
 * All meta-parameters of a checkpoint, for any problem with the same model and learner: rounded to the backend's precision.
 * Without a learner, those of the model alone.
 *
 * @throws AssentError when one is missing or of another shape, or when the model that it was trained for differs in a setting
 */
export function parametersOf({ model, backend, learner }: ThetaOwner, checkpoint: Checkpoint, where = 'checkpoint'): FloatArray {
  checkModel(model, checkpoint, where)
  const parameters = learner ? metaParameters({ model, learner }) : model.parameters
  return gather(parameters, backend.precision, checkpoint, 'theta', where, model.name)
}

/** A net of the same shapes may still be another: its activation, for one. */
function checkModel({ name, settings }: Model, { experiment, old }: Checkpoint, where: string): void {
  if (old) return
  const difference = findDifference({ name, settings }, experiment.model, 'model')
  if (!difference) return
  const [path, own, stored] = difference
  fail(
    where,
    `a checkpoint of a model with ${path.replace('model.', '')} ${own}`,
    stored,
    'use the model that it was trained with',
  )
}

function gather(
  parameters: readonly { readonly name: string; readonly shape: Shape }[],
  precision: Problem['backend']['precision'],
  { tensors }: Checkpoint,
  prefix: string,
  where: string,
  model: string,
): FloatArray {
  // All are compared before anything is allocated: then there is no more of it than the file holds.
  const stored = parameters.map(({ name, shape }) => {
    const tensor = tensors[`${prefix}/${name}`]
    if (tensor && tensor.shape.join() === shape.join()) return tensor
    const found = tensor ? `[${tensor.shape}]` : 'none'
    return fail(where, `${prefix}/${name} of shape [${shape}]`, found, `use a checkpoint of the model ${model}`)
  })
  const flat = createArray(precision, parameterCount({ parameters }))
  let offset = 0
  for (const { values } of stored) {
    flat.set(values, offset)
    offset += values.length
  }
  return flat
}

// Opening a model file: no code of the user's is needed, and none of the file's is run.

import { type Backend, fail, type Learner, type Model, type Shape, type Trained } from '@assent/core'
import { openFile, openTrained, parseJsonBounded } from '@assent/core/tools'
import { checkNote, type Earned, type ModelNote } from './note.js'
import { type GivenParts, makeParts, type PartTables } from './parts.js'
import { predictable } from './prediction.js'
import { labelsFor, type NewExamples, prepareExamples, type ReadyTask, readTask, readyTask, type Surroundings } from './ready.js'
import { fromTensors } from './tensors.js'
import { FORMAT } from './write.js'

/** What a file is opened with: a backend, and parts of your own that it names. */
export interface OpenOptions extends GivenParts {
  readonly backend: Backend
  /** Names the file in error messages. @defaultValue 'model file' */
  readonly where?: string
}

/** What a file is opened with where parts are not all loaded: those that it may name are handed in. */
export interface LeanOptions extends OpenOptions {
  /** The parts that files may name: a page loads no others. */
  readonly parts: PartTables
}

/** A model that learns tasks. */
export interface ReadyModel {
  /** What it learns, from which inputs, in how many inner steps unless told otherwise. */
  readonly about: Pick<ModelNote, 'kind' | 'inputShape' | 'innerSteps' | 'preparation'>
  /** What tasks are learned with, for tools. */
  readonly trained: Trained
  /** What it earned on tasks that it was not trained on; null where nobody judged it. */
  readonly earned: Earned | null
  /**
   * Learns one task from a few examples in the user's own units.
   *
   * @param innerSteps as it was judged with, unless given
   * @throws AssentError naming the example that does not fit, or when the adaptation diverges
   */
  adapt(examples: NewExamples, innerSteps?: number): Promise<ReadyTask>
  /** A task that was saved. */
  reopen(bytes: Uint8Array): ReadyTask
  /** Gives back all that was compiled. */
  dispose(): void
}

const DTYPES = ['F32', 'F16', 'I8'] as const

/** More is read of no file's description. */
const NOTE = { length: 1 << 20, values: 1 << 16 }

/** Opens a model file with the parts that it may name. */
export function openWith(bytes: Uint8Array, tables: PartTables, options: OpenOptions): ReadyModel {
  const { backend, where = 'model file' } = options
  const { metadata, tensors } = openFile(where, bytes, [FORMAT], 'a model file', DTYPES)
  const note = checkNote(where, parseJsonBounded(where, metadata.note ?? '', NOTE, 'damaged'))
  predictable(where, note.loss.name)
  const parts = makeParts(where, note, tables, options)
  const { model } = parts
  const inputSize = model.inputShape.reduce((product, length) => product * length, 1)
  const outputs = model.outputShape.reduce((product, length) => product * length, 1)
  checkFits(where, note, model.inputShape, outputs)
  const trained = { ...parts, backend }
  const open = openTrained(trained, fromTensors(where, parts, tensors))
  const { kind, inputShape, innerSteps, preparation, earned } = note
  const around: Surroundings = { model: metadata.checksum ?? '', inputSize, preparation }
  const isClasses = kind === 'classification'
  return {
    about: { kind, inputShape, innerSteps, preparation },
    trained,
    earned,
    adapt: async (examples, steps = innerSteps) => {
      const labels = isClasses ? labelsFor(examples.y, preparation.labels, outputs) : undefined
      return readyTask(await open.adapt(prepareExamples(examples, labels, outputs, around), steps), labels, around)
    },
    reopen: (saved) => {
      const { labels, losses, values } = readTask(saved, around)
      return readyTask(open.reopen(values, losses), labels, around)
    },
    dispose: open.dispose,
  }
}

/** θ as a file holds it: what an app will adapt from, for judging it. */
export function thetaIn(bytes: Uint8Array, trained: { readonly model: Model; readonly learner: Learner }): Float32Array {
  const { tensors } = openFile('model file', bytes, [FORMAT], 'a model file', DTYPES)
  return fromTensors('model file', trained, tensors)
}

/** What examples are prepared with must be for this model. */
function checkFits(where: string, { inputShape, preparation, kind }: ModelNote, own: Shape, outputs: number): void {
  const { inputs, targets, labels } = preparation
  const size = own.reduce((product, length) => product * length, 1)
  const fits =
    own.join() === inputShape.join() &&
    (!inputs || size % inputs.names.length === 0) &&
    (!targets || targets.names.length === outputs) &&
    (!labels || (kind === 'classification' && labels.length === outputs))
  if (!fits) fail(where, `a preparation for inputs [${own}] and ${outputs} outputs`, 'another', 'use another file', 'damaged')
}

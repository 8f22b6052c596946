// Checkpoints: where a run stands, as the bytes of a safetensors file that says what it belongs to and
// notices any change to itself.

import { type FloatArray, fail, sizeOf } from '@assent/autodiff'
import { createArray, type Model, parameterCount, splitParameters } from '../contracts/model.js'
import type { Settings } from '../contracts/settings.js'
import { describeRun, type Run, type TrainingState } from '../train/run.js'
import { decodeAscii, encodeAscii } from './ascii.js'
import {
  decodeSafetensors,
  encodeSafetensors,
  type Safetensors,
  type SafetensorsLimits,
  type StoredTensor,
} from './safetensors.js'

const FORMAT = 'assent-checkpoint-1'
const NO_CHECKSUM = '00000000'
/** What is read: far more than any model's, and nothing that takes long to refuse. */
const LIMITS: SafetensorsLimits = { header: 4 << 20, dtypes: ['F32', 'F64'] }

/** A checkpoint read back. */
export interface Checkpoint {
  readonly step: number
  /** The run it belongs to, as `describeRun` told it. */
  readonly run: Settings
  /** Parameters as `theta/NAME`, optimizer state as `SLOT/NAME`. */
  readonly tensors: { readonly [name: string]: StoredTensor }
}

/** The bytes of a checkpoint file (safetensors). */
export function save(run: Run, state: TrainingState): Uint8Array {
  const group = (prefix: string, flat: FloatArray) =>
    splitParameters(run.model, flat).map((values, p) => {
      const { name, shape } = run.model.parameters[p] as Model['parameters'][number]
      return [`${prefix}/${name}`, { shape, values }] as const
    })
  const tensors = Object.fromEntries([
    ...group('theta', state.parameters),
    ...run.optimizer.slots.flatMap((slot, s) => group(slot, state.slots[s] as FloatArray)),
  ])
  const metadata = { format: FORMAT, checksum: NO_CHECKSUM, step: `${state.step}`, run: JSON.stringify(describeRun(run)) }
  const bytes = encodeSafetensors({ metadata, tensors })
  writeChecksum(bytes, checksum(bytes))
  return bytes
}

/**
 * Reads a checkpoint.
 *
 * @param where names the file in error messages
 * @throws AssentError when the bytes are cut off, changed, or no checkpoint
 */
export function load(bytes: Uint8Array, where = 'checkpoint'): Checkpoint {
  const { metadata, tensors }: Safetensors = decodeSafetensors(where, bytes, LIMITS)
  if (metadata.format !== FORMAT) {
    fail(where, `a checkpoint (${FORMAT})`, metadata.format ?? 'another safetensors file', 'use a file that Assent saved')
  }
  const blank = Uint8Array.from(bytes)
  writeChecksum(blank, NO_CHECKSUM)
  if (checksum(blank) !== metadata.checksum) {
    fail(where, `checksum ${metadata.checksum}`, checksum(blank), 'the file was changed or damaged: use another checkpoint')
  }
  return { step: Number(metadata.step), run: JSON.parse(metadata.run as string) as Settings, tensors }
}

/**
 * The state to go on from: continued with the same run on the same backend, the result is the same bytes as without
 * the interruption.
 *
 * @throws AssentError when the checkpoint belongs to a run with other settings, naming the first that differs
 */
export function restore(run: Run, checkpoint: Checkpoint, where = 'checkpoint'): TrainingState {
  const expected = describeRun(run)
  for (const part of Object.keys({ ...expected, ...checkpoint.run })) {
    const [own, stored] = [expected[part], checkpoint.run[part]].map((value) => JSON.stringify(value))
    if (own !== stored) fail(where, `a run with ${part} ${own}`, `${stored}`, 'resume with the settings that it was started with')
  }
  return {
    step: checkpoint.step,
    parameters: parametersOf(run, checkpoint, where),
    slots: run.optimizer.slots.map((slot) => gather(run, checkpoint, slot, where)),
  }
}

/** θ of a checkpoint, for any run with the same model: rounded to the backend's precision. */
export function parametersOf(run: Pick<Run, 'model' | 'backend'>, checkpoint: Checkpoint, where = 'checkpoint'): FloatArray {
  return gather(run, checkpoint, 'theta', where)
}

function gather(
  { model, backend }: Pick<Run, 'model' | 'backend'>,
  { tensors }: Checkpoint,
  prefix: string,
  where: string,
): FloatArray {
  const flat = createArray(backend.precision, parameterCount(model))
  let offset = 0
  for (const { name, shape } of model.parameters) {
    const stored = tensors[`${prefix}/${name}`]
    if (stored?.shape.join() !== shape.join()) {
      fail(
        where,
        `${prefix}/${name} of shape [${shape}]`,
        stored ? `[${stored.shape}]` : 'none',
        `use a checkpoint of the model ${model.name}`,
      )
    }
    flat.set(stored?.values as FloatArray, offset)
    offset += sizeOf(shape)
  }
  return flat
}

/** The place of the checksum's eight digits; its key comes early in the header, before any free text. */
function writeChecksum(bytes: Uint8Array, digits: string): void {
  const key = '"checksum":"'
  const at = decodeAscii(bytes.subarray(0, 256)).indexOf(key)
  if (at >= 0) bytes.set(encodeAscii(digits), at + key.length)
}

/** CRC-32 (IEEE 802.3) of all bytes, as eight hexadecimal digits: finds every change of up to 32 bits in a row. */
function checksum(bytes: Uint8Array): string {
  let crc = -1
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 255] as number) ^ (crc >>> 8)
  return ((crc ^ -1) >>> 0).toString(16).padStart(8, '0')
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  return crc
})

// A safetensors file of ours: it says what it is, and notices any change to itself.

import { fail } from '@assent/autodiff'
import { checksum, NO_CHECKSUM, writeChecksum } from './checksum.js'
import {
  decodeSafetensors,
  encodeSafetensors,
  type Safetensors,
  type SafetensorsLimits,
  type StoredTensor,
} from './safetensors.js'

/** What is read: far more than any model's, and nothing that takes long to refuse. */
const LIMITS = { header: 4 << 20, dtypes: ['F32', 'F64'] } as const satisfies SafetensorsLimits

/** Metadata as it stands in the file. */
export type Metadata = Safetensors['metadata']

/**
 * The bytes of a file.
 *
 * @throws AssentError when a value is not finite, naming the tensor
 */
export function sealFile(where: string, format: string, metadata: Metadata, tensors: Safetensors['tensors']): Uint8Array {
  checkFinite(where, tensors, 'diverged', 'nothing was written: go on from what was saved before')
  const bytes = encodeSafetensors({ metadata: { format, checksum: NO_CHECKSUM, ...metadata }, tensors })
  writeChecksum(bytes, checksum(bytes))
  return bytes
}

/**
 * Reads such a file.
 *
 * @param dtypes the types of numbers that it may have
 * @throws AssentError when the bytes are cut off, changed, of no known format or not finite
 */
export function openFile(
  where: string,
  bytes: Uint8Array,
  formats: readonly string[],
  what: string,
  dtypes: SafetensorsLimits['dtypes'] = LIMITS.dtypes,
): Safetensors {
  const file = decodeSafetensors(where, bytes, { ...LIMITS, dtypes })
  const { format, checksum: expected } = file.metadata
  if (!format || !formats.includes(format)) {
    fail(
      where,
      `${what} (${formats.join(' or ')})`,
      format ?? 'another safetensors file',
      'use a file that Assent saved',
      'damaged',
    )
  }
  const blank = Uint8Array.from(bytes)
  writeChecksum(blank, NO_CHECKSUM)
  const found = checksum(blank)
  if (found !== expected) {
    fail(where, `checksum ${expected || 'of eight digits'}`, found, 'the file was changed or damaged: use another', 'damaged')
  }
  checkFinite(where, file.tensors, 'damaged', 'use another file')
  return file
}

function checkFinite(where: string, tensors: Safetensors['tensors'], kind: 'diverged' | 'damaged', remedy: string): void {
  for (const [name, { values }] of Object.entries(tensors) as [string, StoredTensor][]) {
    if (!values.every(Number.isFinite)) fail(where, `finite values of ${name}`, 'NaN or infinity', remedy, kind)
  }
}

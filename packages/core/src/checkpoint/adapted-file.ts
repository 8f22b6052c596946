// A model that has adapted to a task, as bytes: closed on one day and opened on another.

import { type FloatArray, fail, type Shape, sizeOf } from '@assent/autodiff'
import type { Trained } from '../contracts/problem.js'
import { describe, type Settings } from '../contracts/settings.js'
import { adaptedPorts } from '../judge/adaptation-programs.js'
import type { AdaptedModel, OpenModel } from '../judge/open-model.js'
import { findDifference } from './checkpoint.js'
import { parseJsonBounded } from './json.js'
import { openFile, sealFile } from './sealed-file.js'

const FORMAT = 'assent-adapted-1'

/** The model that predictions are made by, as plain data. */
function describeModel({ model, loss }: Pick<Trained, 'model' | 'loss'>): Settings {
  return { model: describe(model), loss: describe(loss) }
}

/**
 * The bytes of a safetensors file: all that predictions are made with, and the losses on the way.
 *
 * @throws AssentError when a value is not finite, or the values are those of another model
 */
export function saveAdapted(trained: Pick<Trained, 'model' | 'loss'>, { values, losses }: AdaptedModel): Uint8Array {
  const tensors = Object.fromEntries(
    adaptedPorts(trained.model).map(([port, shape]) => [port, { shape, values: valuesFor(values, port, shape) }]),
  )
  const metadata = { trained: JSON.stringify(describeModel(trained)), losses: JSON.stringify(losses) }
  return sealFile('adapted model', FORMAT, metadata, tensors)
}

/**
 * The adapted model again, on an open model of the same kind.
 *
 * @throws AssentError when the bytes are damaged or belong to another model
 */
export function openAdapted(trained: Trained, open: OpenModel, bytes: Uint8Array, where = 'adapted model'): AdaptedModel {
  const { metadata, tensors } = openFile(where, bytes, [FORMAT], 'an adapted model')
  const told = parseJsonBounded(where, metadata.trained ?? '', {}, 'damaged')
  const difference = findDifference(describeModel(trained), told as Settings)
  if (difference) fail(where, `${difference[0]} ${difference[1]}`, difference[2], 'open it with the model that it was saved from')
  const losses = parseJsonBounded(where, metadata.losses ?? '', {}, 'damaged')
  if (!Array.isArray(losses) || !losses.every((loss) => Number.isFinite(loss))) {
    return fail(where, 'a list of losses', JSON.stringify(losses), 'use another file', 'damaged')
  }
  const values = Object.fromEntries(
    adaptedPorts(trained.model).map(([port, shape]) => [port, storedValues(where, port, shape, tensors[port])]),
  )
  return open.reopen(values, losses)
}

function valuesFor(values: AdaptedModel['values'], port: string, shape: Shape): FloatArray {
  const value = values[port]
  if (value?.length === sizeOf(shape)) return value
  return fail(
    'saveAdapted',
    `${sizeOf(shape)} values of ${port}`,
    `${value?.length ?? 'none'}`,
    'save it with the model that was adapted',
  )
}

function storedValues(
  where: string,
  port: string,
  shape: Shape,
  stored: { readonly shape: Shape; readonly values: FloatArray } | undefined,
): FloatArray {
  if (stored?.shape.join() === shape.join()) return stored.values
  return fail(where, `${port} of shape [${shape}]`, stored ? `[${stored.shape}]` : 'none', 'use another file', 'damaged')
}

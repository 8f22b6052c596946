// A model that has adapted to a task, as bytes: closed on one day and opened on another.

import { fail, type Shape } from '@assent/autodiff'
import type { Trained } from '../contracts/problem.js'
import { describe, type Settings } from '../contracts/settings.js'
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
 * @throws AssentError when a value is not finite
 */
export function saveAdapted(trained: Pick<Trained, 'model' | 'loss'>, { values, losses }: AdaptedModel): Uint8Array {
  const tensors = Object.fromEntries(
    Object.entries(values).map(([port, value]) => {
      const shape: Shape = shapeOf(trained, port)
      return [port, { shape, values: value }]
    }),
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
  const values = Object.fromEntries(ports(trained).map((port) => [port, valuesOf(where, trained, port, tensors[port])]))
  return open.reopen(values, losses)
}

function ports({ model }: Pick<Trained, 'model'>): string[] {
  return [
    ...model.parameters.map(({ name }) => `parameter/${name}`),
    ...(model.statistics ?? []).map(({ name }) => `statistic/${name}`),
  ]
}

function shapeOf({ model }: Pick<Trained, 'model'>, port: string): Shape {
  const all = [...model.parameters, ...(model.statistics ?? [])]
  return all[ports({ model }).indexOf(port)]?.shape ?? []
}

function valuesOf(
  where: string,
  trained: Trained,
  port: string,
  stored: { readonly shape: Shape; readonly values: Float32Array | Float64Array } | undefined,
) {
  const shape = shapeOf(trained, port)
  if (stored?.shape.join() === shape.join()) return stored.values
  return fail(where, `${port} of shape [${shape}]`, stored ? `[${stored.shape}]` : 'none', 'use another file', 'damaged')
}

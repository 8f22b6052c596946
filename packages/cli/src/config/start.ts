// Starting from given weights: those of another run, or of a PyTorch model saved as safetensors. They decide a run's numbers, so
// a hash of them is among the settings of its model.

import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { fail, type Model, weightsFrom } from '@assent/core'
import { parseJsonBounded, splitParameters } from '@assent/core/tools'
import * as z from 'zod'
import { explain, type Recipe } from './recipe.js'

type Start = NonNullable<Recipe['init']>

/** Names and axes by parameter, as {@link weightsFrom} has them. */
const mapSchema = z.record(
  z.string(),
  z.union([
    z.string(),
    z
      .strictObject({ from: z.string(), transpose: z.array(z.number().int().nonnegative()).optional() })
      .transform(({ from, transpose }) => ({
        from,
        ...(transpose && { transpose }),
      })),
  ]),
)

/** The recipe with the hash of the weights that it starts from, where it does not know it yet. */
export function withStartHash(recipe: Recipe, folder: string): Recipe {
  const { init } = recipe
  return init === undefined || init.hash !== undefined
    ? recipe
    : { ...recipe, init: { ...init, hash: readStart(init, folder).hash } }
}

/** The model, which starts from these weights; they are read when it starts, and not to use what was learned. */
export function startingFrom(model: Model, init: Start, folder: string): Model {
  const hash = init.hash ?? readStart(init, folder).hash
  return {
    ...model,
    settings: { ...model.settings, start: hash },
    initialize: () => {
      const { bytes, map, hash: found } = readStart(init, folder)
      if (found !== hash) fail(init.file, `weights of hash ${hash}`, found, 'the file was changed: begin a new run')
      return splitParameters(model, weightsFrom({ model, precision: 'float32' }, bytes, map, init.file))
    },
  }
}

function readStart({ file, map }: Start, folder: string) {
  const bytes = readFile('--init', resolve(folder, file))
  const mapBytes = map === undefined ? undefined : readFile('--map', resolve(folder, map))
  const hash = createHash('sha256').update(bytes)
  if (mapBytes) hash.update(mapBytes)
  return { bytes, map: mapBytes && parseMap(map ?? '', mapBytes.toString('utf8')), hash: hash.digest('hex').slice(0, 16) }
}

/** What a `--map` file says. */
export function parseMap(where: string, text: string): z.output<typeof mapSchema> {
  const { success, data, error } = mapSchema.safeParse(parseJsonBounded(where, text))
  if (success) return data
  return fail(where, '{"parameter": {"from": "name in the file", "transpose": [1, 0]}, …}', explain(error), 'correct the file')
}

function readFile(option: string, path: string): Buffer {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isFile()) return fail(option, 'a file', `none at ${path}`, 'correct the path', 'missing')
  return readFileSync(path)
}

// What a record may name: parts of ours. A record is data, and may come from anybody; a package or a file that it names stays
// sealed.

import * as z from 'zod'
import { allFlags, type Overrides } from './flags.js'
import { formatNamed, parseNamed } from './names.js'
import { byName, checkRecipe, type Recipe, SealedPart } from './recipe.js'
import { isKind, isOurs, type NamedKind } from './tables.js'

/**
 * The experiment that a record describes, with every part sealed that is not ours.
 *
 * @throws AssentError naming every setting that is missing or of the wrong kind
 */
export function readRecorded(where: string, recorded: unknown): Recipe {
  const recipe = checkRecipe(where, recorded)
  const seal = <Part>(kind: NamedKind, part: Part): Part | SealedPart => {
    const { name, text } = nameOf(byName(part))
    return name === undefined || isOurs(kind, name) ? part : new SealedPart(text, where)
  }
  return {
    ...recipe,
    weighting: seal('weighting', recipe.weighting),
    learner: seal('learner', recipe.learner),
    tasks: seal('tasks', recipe.tasks),
    model: seal('model', recipe.model),
    optimizer: seal('optimizer', recipe.optimizer),
    backend: seal('backend', recipe.backend),
  }
}

/** The name of a part, and the option that gives it. */
function nameOf(part: unknown): { readonly name?: string; readonly text: string } {
  if (typeof part === 'string') return { name: parseNamed(part).name, text: part }
  const { success, data } = namedSchema.safeParse(part)
  return success ? { name: data.name, text: formatNamed(data.name, data.options ?? {}) } : { text: '' }
}

const namedSchema = z.object({ name: z.string(), options: z.record(z.string(), z.unknown()).optional() })

/** Changes that a record tells, without parts that are not ours: those the user has to name again. */
export function readRecordedChanges(where: string, changes: { readonly [name: string]: string | number }): Overrides {
  const known = allFlags.flatMap(([name, { parse }]): [string, unknown][] => {
    const value = changes[name]
    if (value === undefined || (isKind(name) && !isOurs(name, parseNamed(`${value}`).name))) return []
    return [[name, parse(`${value}`, `${where}, changes.${name}`)]]
  })
  return Object.fromEntries(known)
}

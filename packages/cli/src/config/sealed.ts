// What a record may name: parts of ours. A record is data, and may come from anybody; a package or a file that it names stays
// sealed.

import { allFlags, type Overrides } from './flags.js'
import { parseNamed } from './names.js'
import { isOurWeighting } from './parts.js'
import { checkRecipe, type Recipe, SealedPart } from './recipe.js'

/**
 * The experiment that a record describes, with every part sealed that is not ours.
 *
 * @throws AssentError naming every setting that is missing or of the wrong kind
 */
export function readRecorded(where: string, recorded: unknown): Recipe {
  const recipe = checkRecipe(where, recorded)
  const { weighting } = recipe
  if (typeof weighting !== 'string' || isOurWeighting(parseNamed(weighting).name)) return recipe
  return { ...recipe, weighting: new SealedPart(weighting, where) }
}

/** Changes that a record tells, without parts that are not ours: those the user has to name again. */
export function readRecordedChanges(where: string, changes: { readonly [name: string]: string | number }): Overrides {
  const known = allFlags.flatMap(([name, { parse }]): [string, unknown][] => {
    const value = changes[name]
    if (value === undefined || (name === 'weighting' && !isOurWeighting(parseNamed(`${value}`).name))) return []
    return [[name, parse(`${value}`, `${where}, changes.${name}`)]]
  })
  return Object.fromEntries(known)
}

// What a record may name: parts of ours. A record is data, and may come from anybody; a package or a file that it names stays
// sealed.

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

// What a worker's threads open: the problem that a driver describes, with parts of ours by name. Parts from elsewhere are loaded
// only where the worker's own command line names them, and data lie where it says.

import { fail, type Problem } from '@assent/core'
import * as z from 'zod'
import { composeProblem } from '../config/compose.js'
import { placeOptions } from '../config/data-tasks.js'
import type { Overrides } from '../config/flags.js'
import { parseNamed } from '../config/names.js'
import { override } from '../config/override.js'
import { byName, type Recipe, SealedPart } from '../config/recipe.js'
import { readRecorded } from '../config/sealed.js'
import { isKind, isOurs } from '../config/tables.js'
import { silent } from '../output/terminal.js'

/** What the worker's command line adds. */
export interface Own {
  readonly folder: string
  readonly overrides: Overrides
}

const described = z.strictObject({ recipe: z.unknown() })

export async function openDescribed(description: unknown, { folder, overrides }: Own): Promise<Problem> {
  const { success, data } = described.safeParse(description)
  if (!success) return fail('the driver', 'an experiment', 'something else', 'use the same version of Assent on both sides')
  // Threads have nothing to show: the worker's process says what they cannot do.
  return composeProblem(readDescribed(data.recipe, { overrides }), { folder, terminal: silent })
}

/** The experiment that a driver describes, as this worker's command line has it. */
export function readDescribed(described: unknown, { overrides }: Pick<Own, 'overrides'>): Recipe {
  const recipe = withoutPlaces(readRecorded('the driver', described))
  return override(recipe, whereMeant(recipe, overrides))
}

/**
 * A part from elsewhere stands for one that the driver names from elsewhere, and weights for those that it starts from: a worker
 * that has them serves other runs, too.
 */
function whereMeant(recipe: Recipe, overrides: Overrides): Overrides {
  const isMeant = ([name, value]: [string, unknown]) => {
    if (name === 'init' || name === 'map') return recipe.init !== undefined
    return !isKind(name) || isOurs(name, parseNamed(`${value}`).name) || recipe[name] instanceof SealedPart
  }
  return Object.fromEntries(Object.entries(overrides).filter(isMeant))
}

/** A driver does not decide which files of this machine are read, nor where anything is written. */
function withoutPlaces(recipe: Recipe): Recipe {
  const tasks = byName(recipe.tasks)
  if (tasks?.options === undefined) return recipe
  const kept = Object.entries(tasks.options).filter(([option]) => !placeOptions.includes(option))
  return { ...recipe, tasks: { ...tasks, options: Object.fromEntries(kept) } }
}

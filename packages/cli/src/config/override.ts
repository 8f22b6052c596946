// An experiment with what the command line changes in it.

import { allFlags, type Overrides } from './flags.js'
import { checkRecipe, type Recipe } from './recipe.js'

/** @throws AssentError when an option of a part is changed that is given as a value */
export function override(recipe: Recipe, overrides: Overrides): Recipe {
  const changed = allFlags.reduce((before, [name, { write }]) => {
    const value = overrides[name]
    return value === undefined ? before : write(before, value)
  }, recipe)
  return checkRecipe('the command line', changed)
}

/** Without what is undefined. */
export function defined<Values extends object>(values: Values): { [K in keyof Values]?: Exclude<Values[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Values as never
}

/** The changes alone, out of all options of a command. */
export function onlyOverrides(options: Overrides): Overrides {
  return Object.fromEntries(allFlags.flatMap(([name]) => (options[name] === undefined ? [] : [[name, options[name]]])))
}

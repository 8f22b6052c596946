// Options of a task source as a recipe holds them: plain data, free of their literal types.

import type { PartRecipe } from '../config/recipe.js'

export function toOptions(options: object): NonNullable<PartRecipe['options']> {
  return structuredClone(options) as never
}

// What a config file imports.

export { defineConfig } from './config/define-config.js'
export type { Config, LearnerRecipe, OptimizerRecipe, PartRecipe, Recipe } from './config/recipe.js'

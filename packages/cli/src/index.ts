// What a config file imports.

export { type Config, defineConfig, type Recipe } from './config/recipe.js'
export { runProgram } from './program.js'

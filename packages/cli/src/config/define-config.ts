// For `assent.config.ts`: its own file, so that a config file loads nothing else of the command line.

import type { Config } from './recipe.js'

/** Returns its argument, so that an editor knows what may stand in a config file. */
export function defineConfig(config: Config): Config {
  return config
}

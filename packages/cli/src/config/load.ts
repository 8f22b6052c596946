// From a preset and a config file to one experiment.

import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fail } from '@assent/core'
import { suggestName } from '@assent/core/tools'
import { presets } from '../presets/index.js'
import { importFile } from './import.js'
import { lookUp } from './names.js'
import { type Config, checkRecipe, configNames, type Recipe } from './recipe.js'

export interface Source {
  readonly preset?: string | undefined
  readonly config?: string | undefined
  /** Where paths and packages are looked for. */
  readonly folder: string
}

const noConfig: Config = {}

const DEFAULT_CONFIGS = ['assent.config.ts', 'assent.config.js', 'assent.config.mjs']

/** An experiment, and the config file that it is from. */
export interface Loaded {
  readonly recipe: Recipe
  readonly config: string | undefined
}

/** The experiment that preset and config file describe, before the command line changes it. */
export async function loadRecipe({ preset, config, folder }: Source): Promise<Loaded> {
  const besides = preset === undefined ? DEFAULT_CONFIGS.find((name) => existsSync(join(folder, name))) : undefined
  const file = config ?? besides
  if (file === undefined && preset === undefined) {
    const remedy = 'begin with --preset tides; assent presets lists the others'
    fail('assent', `--preset NAME, or a file ${DEFAULT_CONFIGS[0]} here`, 'neither', remedy)
  }
  const { preset: base, ...given } = file === undefined ? noConfig : await readConfig(resolve(folder, file))
  const start = preset ?? base
  const started = start === undefined ? {} : lookUp('preset', presets, start)
  return { recipe: checkRecipe(file ?? `preset ${start}`, { ...started, ...given }), config: file }
}

async function readConfig(file: string): Promise<Config> {
  if (!existsSync(file)) fail('--config', 'a file', `none at ${file}`, 'correct the path')
  const { default: config } = await importFile(file).catch((error: unknown) =>
    fail(file, 'a config file that loads', error instanceof Error ? error.message : String(error), 'correct the file'),
  )
  if (typeof config !== 'object' || config === null) {
    return fail(file, 'settings as default export', 'none', 'export default defineConfig({ … })')
  }
  const unknown = Object.keys(config).find((name) => !configNames.includes(name))
  if (unknown !== undefined) fail(file, `settings ${configNames.join(', ')}`, `'${unknown}'`, suggestName(unknown, configNames))
  return config as Config
}

// `assent presets`: the experiments that are ready to run, in one table.

import { needsData } from '../config/data-tasks.js'
import { byName, type InnerRecipe, type Recipe } from '../config/recipe.js'
import { renderTable } from '../output/table.js'
import { processTerminal } from '../output/terminal.js'
import { presets } from '../presets/index.js'

export interface PresetsCommand {
  readonly json?: boolean
}

/** Runs the command; returns the exit code. */
export async function presetsCommand({ json = false }: PresetsCommand): Promise<number> {
  const rows = Object.entries(presets).map(([name, recipe]) => [name, ...describe(recipe)])
  const table = renderTable(['', 'learner', 'inner', 'outer', 'tasks × steps', 'needs'], rows)
  processTerminal(json).out(json ? JSON.stringify(presets) : table)
  return 0
}

function describe({ tasksPerStep, metaSteps, ...parts }: Recipe): string[] {
  const [tasks, learner, optimizer] = [byName(parts.tasks), byName(parts.learner), byName(parts.optimizer)]
  if (!tasks || !learner || !optimizer) return []
  const { name, rate, schedule = 'constant' } = optimizer
  return [
    learner.name,
    learner.inner ? `${learner.innerSteps} × ${learner.inner.name} ${showRate(learner.inner.rate)}` : '',
    `${name} ${rate} ${schedule}`,
    `${tasksPerStep} × ${metaSteps}`,
    needsData(tasks.name) ? '--data FOLDER' : '',
  ]
}

/** One rate, or the parameters that move and how fast. */
function showRate(rate: InnerRecipe['rate']): string {
  if (typeof rate === 'number') return `${rate}`
  const moving = Object.entries(rate).filter(([, own]) => own > 0)
  return moving.map(([parameter, own]) => `${parameter} ${own}`).join(', ')
}

// The command that repeats a training, found from its recipe: a preset, and the options that change it.

import { isDeepStrictEqual } from 'node:util'
import { type Overrides, override } from '../config/override.js'
import { byName, type LearnerRecipe, type Recipe, SealedPart } from '../config/recipe.js'
import { showCommand } from '../output/command-text.js'
import { presets } from '../presets/index.js'

/** Options of the command line, and where a recipe has what they set. */
const options: readonly (readonly [flag: string, name: keyof Overrides, read: (recipe: Recipe) => unknown])[] = [
  ['--learner', 'learner', ({ learner }) => byName(learner)?.name],
  ['--weighting', 'weighting', ({ weighting }) => textOf(weighting)],
  ['--agree-on', 'agreeOn', ({ agreeOn }) => agreeOn],
  ['--backend', 'backend', ({ backend }) => backend],
  ['--data', 'data', ({ tasks }) => byName(tasks)?.options?.from],
  ['--cache', 'cache', ({ tasks }) => byName(tasks)?.options?.cache],
  ['--shots', 'shots', ({ tasks }) => byName(tasks)?.options?.shots],
  ['--inner-rate', 'innerRate', ({ learner }) => oneNumber(byName(learner)?.inner.rate)],
  ['--inner-steps', 'innerSteps', ({ learner }) => byName(learner)?.steps],
  ['--outer-rate', 'outerRate', ({ optimizer }) => byName(optimizer)?.rate],
  ['--steps', 'steps', ({ steps }) => steps],
  ['--tasks-per-step', 'tasksPerStep', ({ tasksPerStep }) => tasksPerStep],
  ['--seed', 'seed', ({ seed }) => seed],
  ['--episodes', 'episodes', ({ evaluation }) => evaluation.episodes],
  ['--checkpoint-every', 'checkpointEvery', ({ checkpointEvery }) => checkpointEvery],
]

function textOf<Part>(part: Part | SealedPart): Part | string {
  return part instanceof SealedPart ? part.text : part
}

/** Rates for each parameter are no option of the command line. */
function oneNumber(rate: LearnerRecipe['inner']['rate'] | undefined): number | undefined {
  return typeof rate === 'number' ? rate : undefined
}

/** Undefined when no preset with options gives this very recipe. */
export function repeatTraining(recorded: Recipe): string | undefined {
  const recipe = { ...recorded, weighting: textOf(recorded.weighting) }
  for (const [preset, base] of Object.entries(presets)) {
    const changes = options.filter(([, , read]) => !isDeepStrictEqual(read(recipe), read(base)))
    const overrides = Object.fromEntries(changes.map(([, name, read]) => [name, read(recipe)])) as Overrides
    if (!isDeepStrictEqual(override(base, overrides), recipe)) continue
    return showCommand(['train', '--preset', preset, ...changes.flatMap(([flag, , read]) => [flag, `${read(recipe)}`])])
  }
  return undefined
}

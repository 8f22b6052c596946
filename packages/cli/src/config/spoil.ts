// Bad training tasks by name, as in `scaledTargets:factor=10,share=0.2`: what weightings have to survive.

import { fail, type TaskSource } from '@assent/core'
import {
  mixture,
  negatedTargets,
  otherLabels,
  type Part,
  type Spoil,
  type SpoiledSource,
  scaledTargets,
  shuffledTargets,
  spoiled,
} from '@assent/tasks-robustness'
import * as z from 'zod'
import { lookUp, parseNamed } from './names.js'
import { explain } from './recipe.js'
import { taskSources } from './tables.js'

/** One task in five, unless told otherwise. */
const share = z.number().min(0).max(1).default(0.2)
const part = z.enum(['support', 'query', 'both']).optional()

const plain = z.strictObject({ share, part })
const scaled = z.strictObject({ share, part, factor: z.number().default(10) })
const mixed = z.strictObject({ share, tasks: z.string(), options: z.record(z.string(), z.json()).optional() })

type Spoiler = (source: TaskSource, options: object) => SpoiledSource

const spoilers: { readonly [name: string]: Spoiler } = {
  scaledTargets: (source, given) => {
    const { factor, ...options } = read('scaledTargets', scaled, given)
    return spoiled(source, scaledTargets(factor, options.part), { share: options.share })
  },
  negatedTargets: byPart('negatedTargets', negatedTargets),
  shuffledTargets: byPart('shuffledTargets', shuffledTargets),
  otherLabels: byPart('otherLabels', otherLabels),
  mixture: (source, given) => {
    const { tasks, options = {}, ...rest } = read('mixture', mixed, given)
    const other = lookUp('tasks of the mixture', taskSources, tasks)(options as never)
    if (other instanceof Promise) return fail('mixture', 'tasks that are there at once', tasks, 'choose others')
    return mixture(source, other, rest)
  },
}

export const spoilNames: readonly string[] = Object.keys(spoilers)

/** A way whose only option is the part that it spoils. */
function byPart(name: string, way: (part?: Part) => Spoil): Spoiler {
  return (source, given) => {
    const options = read(name, plain, given)
    return spoiled(source, way(options.part), { share: options.share })
  }
}

function read<Schema extends z.ZodType>(name: string, schema: Schema, options: object): z.output<Schema> {
  const { success, data, error } = schema.safeParse(options)
  return success ? data : fail(`--spoil ${name}`, 'its options', explain(error), 'correct them')
}

/**
 * The source, with some of its training tasks bad.
 *
 * @throws AssentError when there is no such way, or it does not fit the tasks
 */
export function spoilTasks(source: TaskSource, text: string): SpoiledSource {
  const { name, options } = parseNamed(text)
  return lookUp('--spoil', spoilers, name)(source, options)
}

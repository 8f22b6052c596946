// A piece of work as parts of ours: the model, the learner, and episodes of fixed random numbers.

import {
  accuracy,
  createRng,
  type Episode,
  type Examples,
  type Learner,
  type Model,
  meanSquaredError,
  type Rng,
  type TaskSource,
} from '@assent/core'
import { fomaml, innerSgd, maml } from '@assent/learners'
import { convNet, mlp } from '@assent/models'
import type { Work } from './work.js'

const WAYS = 5
const SMALL = [28, 28, 1] as const

export interface WorkParts {
  readonly tasks: TaskSource
  readonly model: Model
  readonly learner: Learner
  readonly episodes: readonly Episode[]
}

/** The same numbers in every process. Biases stand before batch norm, since the peers' networks have them. */
export function partsOf(work: Work): WorkParts {
  const { network, order, steps, rate, width, image = SMALL } = work
  const model =
    network === 'mlp'
      ? mlp({ sizes: [1, width, width, 1] })
      : convNet({ input: image, classes: WAYS, filters: width, bias: true })
  const learner = (order === 2 ? maml : fomaml)({ inner: innerSgd({ rate }), innerSteps: steps })
  const episodes = Array.from({ length: work.tasks }, (_, task) => makeEpisode(work, task))
  return { tasks: fixedTasks(work, model, episodes), model, learner, episodes }
}

/** Hands out the same episodes again and again. */
function fixedTasks({ network, support, query }: Work, model: Model, episodes: readonly Episode[]): TaskSource {
  let next = 0
  return {
    name: 'fixed',
    settings: {},
    kind: network === 'mlp' ? 'regression' : 'classification',
    inputShape: model.inputShape,
    targetShape: model.outputShape,
    metric: network === 'mlp' ? meanSquaredError() : accuracy(),
    baselines: [],
    episodeSize: () => ({ support, query }),
    sample: () => episodes[next++ % episodes.length] as Episode,
  }
}

function makeEpisode({ network, support, query, image = SMALL }: Work, task: number): Episode {
  const rng = createRng(1, 'bench', task)
  const examples = network === 'mlp' ? pointExamples : imageExamples(image)
  return { id: `task ${task}`, support: examples(rng, support), query: examples(rng, query) }
}

function pointExamples(rng: Rng, count: number): Examples {
  return { count, x: normals(rng, count), y: normals(rng, count) }
}

/** Images of each class one after the other. */
const imageExamples =
  (image: readonly [number, number, number]) =>
  (rng: Rng, count: number): Examples => {
    const [height, width, channels] = image
    const y = new Float32Array(count * WAYS)
    for (let i = 0; i < count; i++) y[i * WAYS + Math.floor((i * WAYS) / count)] = 1
    return { count, x: normals(rng, count * height * width * channels), y }
  }

function normals(rng: Rng, count: number): Float32Array {
  return Float32Array.from({ length: count }, () => rng.normal())
}

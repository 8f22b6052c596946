// `adapt`: what an app waits for: adapting an open model to a few examples, and predicting one example after that.

import { simd } from '@assent/backend-simd'
import {
  type AdaptedModel,
  crossEntropy,
  type Examples,
  initialState,
  type OpenModel,
  openModel,
  sampleEpisode,
} from '@assent/core'
import { innerSgd, maml } from '@assent/learners'
import { convNet, mlp } from '@assent/models'
import { adam } from '@assent/optimizers'
import { sinusoid } from '@assent/tasks-sinusoid'
import { uniform } from '@assent/weightings'
import { interleave, spread } from '../interleave.js'
import { repeatedTimer } from '../repeat.js'
import { showSpread } from '../results/render.js'
import type { Subject } from './subject.js'

const INNER_STEPS = 10
const MEASUREMENT = 25

/** A model in use, and the milliseconds that it may take. */
interface App {
  readonly name: string
  readonly support: Examples
  readonly example: ArrayLike<number>
  readonly bars: { readonly predict: number; readonly adapt: number | undefined }
  open(): OpenModel
}

const parts = {
  learner: maml({ inner: innerSgd({ rate: 0.01 }), innerSteps: 1 }),
  weighting: uniform(),
  optimizer: adam(0.001),
  tasksPerStep: 1,
  metaSteps: 0,
  seed: 1,
}

async function sineApp(): Promise<App> {
  const problem = { ...parts, tasks: sinusoid(), model: mlp({ sizes: [1, 40, 40, 1] }), backend: await simd() }
  const { support, query } = sampleEpisode(problem, 1, 'test', 0)
  return {
    name: 'sines, mlp of 1,761 parameters',
    support,
    example: query.x.subarray(0, 1),
    bars: { predict: 0.1, adapt: undefined },
    open: () => openModel(problem, initialState(problem).parameters),
  }
}

/** Five classes of one picture each; what they show does not matter for the time. */
async function pictureApp(): Promise<App> {
  const model = convNet({ input: [28, 28, 1], classes: 5, filters: 32, norm: 'layer' })
  const size = 28 * 28
  const x = Float32Array.from({ length: 5 * size }, (_, place) => Math.sin(place) ** 2)
  const y = Float32Array.from({ length: 25 }, (_, place) => (place % 6 === 0 ? 1 : 0))
  const backend = await simd()
  const trained = { learner: parts.learner, model, backend, loss: crossEntropy() }
  const theta = initialState({ ...parts, model, backend, tasks: sinusoid() }).parameters
  return {
    name: 'pictures of 28 × 28, conv4-32 with layer norm, 5-way 1-shot',
    support: { count: 5, x, y },
    example: x.subarray(0, size),
    bars: { predict: 3, adapt: 60 },
    open: () => openModel(trained, theta),
  }
}

export const adapt: Subject = async ({ rounds, note }) => {
  const rows: string[][] = []
  const samples: { [app: string]: { [what: string]: readonly number[] } } = {}
  for (const app of [await sineApp(), await pictureApp()]) {
    note(`adapt ${app.name}`)
    const open = app.open()
    const adapted: AdaptedModel = await open.adapt(app.support, INNER_STEPS)
    const times = await interleave(
      [
        await repeatedTimer('predict', MEASUREMENT, () => adapted.predict(app.example)),
        await repeatedTimer('adapt', MEASUREMENT, () => open.adapt(app.support, INNER_STEPS)),
      ],
      rounds,
    )
    open.dispose()
    samples[app.name] = Object.fromEntries(times)
    const shown = (what: 'predict' | 'adapt') => showSpread(spread(times.get(what) ?? []))
    rows.push([app.name, shown('predict'), `${app.bars.predict}`, shown('adapt'), `${app.bars.adapt ?? ''}`])
  }
  const head = ['', 'predict one, ms (quartiles)', 'bar', `adapt, ${INNER_STEPS} inner steps, ms (quartiles)`, 'bar']
  const notes = ['On an open model: everything is compiled. Bars are the most milliseconds that an app should wait.']
  return { tables: [{ title: 'adapt: a model in use', head, rows, notes }], samples }
}

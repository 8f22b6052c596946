// A table of one's own: 62 countries, of which three years are known, and the life expectancy of the other years is asked for. The
// network has learned from other countries how that moves with the years and the number of children. Data: README.md.

import { simd } from '@assent/backend-simd'
import { table } from '@assent/tasks-tables'
import { adam, evaluate, initialState, innerSgd, linear, maml, metaTrain, mlp, pairedDifference, uniform } from 'assent'

const tasks = await table({
  from: new URL('countries.csv', import.meta.url),
  ...{ task: 'country', inputs: ['year', 'fertility'], target: 'life', unit: 'years' },
  ...{ shots: 3, queries: 8 },
})
const backend = await simd()
const judge = { episodes: 300, innerSteps: 5, seed: 1 }

/** Meta-trains; with an inner rate of 0 nothing adapts, and all countries are one. */
async function learn(rate) {
  const run = {
    tasks,
    model: mlp({ sizes: [2, 40, 40, 1], activation: 'tanh' }),
    learner: maml({ inner: innerSgd({ rate }), innerSteps: 3 }),
    weighting: uniform(),
    optimizer: adam(linear(0.005)),
    backend,
    tasksPerStep: 10,
    metaSteps: Number(process.argv[2] ?? 1000),
    seed: 1,
  }
  const state = initialState(run)
  for await (const _ of metaTrain(run, { state }));
  return evaluate(run, state.parameters, judge)
}

const [adapting, pooled] = [await learn(0.03), await learn(0)]
const years = ({ mean, interval }) => `${mean.toFixed(2)} ± ${interval.toFixed(2)} years`
console.log('off by, from three years of a country that training never saw:')
for (const { name, score } of adapting.baselines) console.log(`${name}: ${years(score)}`)
console.log(`one network for all countries: ${years(pooled.steps[0].score)}`)
console.log(`adapted to the country: ${years(adapting.steps.at(-1).score)}`)
const { mean, interval } = pairedDifference(adapting.scores, pooled.scores)
console.log(`in mean squares, less than one for all by ${(-mean).toFixed(1)} ± ${interval.toFixed(1)}`)

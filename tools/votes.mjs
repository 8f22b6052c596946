// When does a vote help? Trains and judges the experiments of tools/votes/experiments.mjs through the public API, every
// method at the outer rate that validation tasks prefer, and writes results/votes/NAME.json. Runs that are done are kept
// in runs/votes/, so that a stopped command goes on where it was. `npm run results:votes -- NAME…`

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { versions } from 'node:process'
import { describeExperiment } from 'assent'
import { cells } from './votes/cells.mjs'
import { EVALUATION_SEED, experiments } from './votes/experiments.mjs'
import { difference, estimateOver, mean } from './votes/statistics.mjs'
import { tune } from './votes/tune.mjs'

const names = process.argv.slice(2)
const unknown = names.find((name) => !Object.hasOwn(experiments, name))
if (names.length === 0 || unknown !== undefined) {
  throw new Error(`expected names among ${Object.keys(experiments).join(', ')}; found ${unknown ?? 'none'}`)
}

for (const name of names) {
  const experiment = await experiments[name]()
  const { title, seeds, methods, evaluation, tuningSeeds } = experiment
  const judged = []
  for (const method of methods) {
    const cellAt = cells(join('runs/votes', name), method, experiment)
    const { trials, rate, end } = await tune(method, seeds, seeds.slice(0, tuningSeeds), cellAt)
    const tests = rate === undefined ? undefined : await Promise.all(seeds.map((seed) => cellAt(rate, seed).test()))
    judged.push({
      method,
      trials,
      rate,
      end,
      tests,
      logs: rate === undefined ? [] : seeds.map((seed) => cellAt(rate, seed).log()),
    })
  }
  const [first] = judged
  const summary = judged.map(({ method, trials, rate, end, tests, logs }) => {
    const { weighting, optimizer } = describeExperiment(method.run(1, seeds[0]))
    const own = { name: method.name, weighting, optimizer, trials, rate: rate ?? null, end }
    if (!tests) return own
    return {
      ...own,
      test: estimateOver(tests.map(({ scores }) => scores)),
      seeds: tests.map(({ seed, scores }) => ({ seed, mean: mean(scores) })),
      difference: tests === first.tests ? null : difference(tests, first.tests),
      log: Object.fromEntries(Object.keys(logs[0]).map((key) => [key, mean(logs.map((log) => log[key]))])),
    }
  })
  const run = describeExperiment(methods[0].run(1, seeds[0]))
  const result = {
    name,
    title,
    command: `npm run results:votes -- ${name}`,
    versions: { node: versions.node, core: '0.1.0' },
    run: { ...run, weighting: undefined, optimizer: undefined, schedule: undefined, seed: undefined },
    schedule: run.schedule.name,
    evaluation: { ...evaluation, seed: EVALUATION_SEED },
    tuningSeeds,
    methods: summary,
  }
  mkdirSync('results/votes', { recursive: true })
  writeFileSync(join('results/votes', `${name}.json`), `${JSON.stringify(result, null, 1)}\n`)
  console.log(`${title}\n${summary.map(showMethod).join('\n')}\n`)
}

function showMethod({ name, rate, end, test, seeds, difference: apart, log }) {
  if (!test) return `${name}: diverged at every rate`
  const each = seeds.map((seed) => seed.mean.toFixed(4)).join(' ')
  const against = apart
    ? `; minus the first ${apart.mean.toFixed(4)} ± ${apart.overTasks.toFixed(4)} over tasks, ± ${apart.overSeeds.toFixed(4)} over seeds, ${apart.seedsBelow} of ${seeds.length} below`
    : ''
  return `${name}: ${test.mean.toFixed(4)} ± ${test.interval.toFixed(4)}, worst tenth ${test.worstDecile.toFixed(4)}, at ${rate} (${end})${against}; each seed ${each}; bad tasks' share of Σ|w| ${log.badShare.toFixed(3)}`
}

// Writes the tables of docs/results.md from what lies in results/: a table stands between `<!-- results: NAME -->` and
// `<!-- end -->`. `npm run results:page`

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const page = 'docs/results.md'
const read = (...path) => JSON.parse(readFileSync(join('results', ...path), 'utf8'))

const row = (cells) => `| ${cells.join(' | ')} |`
const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')

/** As the command line shows it: accuracy in percent, errors with their unit. */
function show({ name, unit }, { mean, interval }) {
  if (name === 'accuracy') return `${(100 * mean).toFixed(2)} ± ${(100 * interval).toFixed(2)} %`
  return `${mean.toFixed(4)} ± ${interval.toFixed(4)}${unit && ` ${unit}`}`
}

const baselineRows = (metric, baselines, width) =>
  baselines.map(({ name, score }) => [name, show(metric, score), ...Array.from({ length: width - 2 }, () => '')])

/** Paired differences of error metrics are of mean squares. */
function showDifference({ name, unit }, difference) {
  if (!difference) return ''
  if (name === 'rootMeanSquaredError') return `${show({ name, unit: `${unit}²` }, difference)}`
  return show({ name, unit }, difference)
}

function ofComparison({ metric, methods, baselines, episodes, innerSteps, command }) {
  const head = [
    '',
    `after ${innerSteps} inner steps`,
    `minus ${methods[0].name}`,
    'rate',
    'each seed',
    'Σw',
    'w < 0',
    '‖direction‖ / ‖mean‖',
  ]
  const rows = methods.map(({ name, result }) => {
    if (!result) return [name, 'diverged', '', '', '', '', '', '']
    const { score, difference, outerRate, seeds, weightSum, negativeShare, stretch } = result
    const each = seeds.map((seed) => (metric.name === 'accuracy' ? (100 * seed).toFixed(2) : seed.toFixed(4))).join(' ')
    return [
      `**${name}**`,
      show(metric, score),
      showDifference(metric, difference),
      outerRate ?? 'as preset',
      each,
      weightSum.toFixed(2),
      `${(100 * negativeShare).toFixed(1)} %`,
      stretch.toFixed(2),
    ]
  })
  const trials = methods.filter((method) => method.trials.length > 1)
  const rates = trials[0]?.trials.map(({ outerRate }) => outerRate) ?? []
  const sweep = trials.map(({ name, trials: tried }) => [
    name,
    ...tried.map(({ validation }) => (validation ? show(metric, validation) : 'diverged')),
  ])
  return [
    `${episodes} unseen test tasks; \`${command}\``,
    table(head, [...baselineRows(metric, baselines, head.length), ...rows]),
    ...(sweep.length > 0 ? ['Outer rates on validation tasks:', table(['', ...rates], sweep)] : []),
  ].join('\n\n')
}

function ofRun({ metric, steps, baselines, episodes }) {
  const scores = steps.map(({ step, score }) => [`after ${step} inner step${step === 1 ? '' : 's'}`, show(metric, score)])
  return [`${episodes} unseen test tasks`, table(['', ''], [...baselineRows(metric, baselines, 2), ...scores])].join('\n\n')
}

const text = readFileSync(page, 'utf8').replace(/(<!-- results: (\S+) -->)[\s\S]*?(<!-- end -->)/g, (_, begin, name, end) => {
  const isComparison = existsSync(join('results', name, 'comparison.json'))
  const content = isComparison ? ofComparison(read(name, 'comparison.json')) : ofRun(read(name, 'evaluation.json'))
  return `${begin}\n\n${content}\n\n${end}`
})
writeFileSync(page, text)

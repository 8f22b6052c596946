// Writes the tables of docs/results.md from what lies in results/: a table stands between `<!-- results: NAME -->` and
// `<!-- end -->`. `npm run results:page`

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isTellingStep, recordedMetric, showDifference, showEstimate, showScore } from '@assent/core/tools'

const page = 'docs/results.md'
const DIGITS = 4
const read = (...path) => {
  const { metric, ...rest } = JSON.parse(readFileSync(join('results', ...path), 'utf8'))
  return { metric: recordedMetric(metric), ...rest }
}

const row = (cells) => `| ${cells.join(' | ')} |`
const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')

const show = (metric, score) => showEstimate(metric, score, DIGITS)

const baselineRows = (metric, baselines, width) =>
  baselines.map(({ name, score }) => [name, show(metric, score), ...Array.from({ length: width - 2 }, () => '')])

const afterSteps = (count) => `after ${count} inner step${count === 1 ? '' : 's'}`

function ofComparison({ metric, methods, baselines, episodes, innerSteps, command }) {
  const head = [
    '',
    afterSteps(innerSteps),
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
    const each = seeds.map((seed) => showScore(metric, seed, DIGITS)).join(', ')
    return [
      `**${name}**`,
      show(metric, score),
      difference ? showDifference(metric, difference, DIGITS) : '',
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
  const shown = steps.filter(({ step }) => isTellingStep(step, steps.length - 1))
  const scores = shown.map(({ step, score }) => [afterSteps(step), show(metric, score)])
  return [`${episodes} unseen test tasks`, table(['', ''], [...baselineRows(metric, baselines, 2), ...scores])].join('\n\n')
}

const text = readFileSync(page, 'utf8').replace(/(<!-- results: (\S+) -->)[\s\S]*?(<!-- end -->)/g, (_, begin, name, end) => {
  const isComparison = existsSync(join('results', name, 'comparison.json'))
  const content = isComparison ? ofComparison(read(name, 'comparison.json')) : ofRun(read(name, 'evaluation.json'))
  return `${begin}\n\n${content}\n\n${end}`
})
writeFileSync(page, text)

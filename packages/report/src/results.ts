// How well the methods do on unseen tasks: the table, and the outer rates that were tried.

import { showDifference, showEstimate, showScore } from '@assent/core/tools'
import type { Judgment, MethodData, MethodNumbers, ReportData } from './data.js'
import { type Html, html, nothing } from './html.js'
import { renderInnerSteps } from './inner-steps.js'
import { count, showFixed, showShare } from './numbers.js'
import { table } from './table.js'

/** Scores beside the baselines, differences in words, inner steps, outer rates. */
export function renderResults({ judged, verdicts = [], methods }: ReportData): Html {
  const text = judged
    ? describeJudgment(methods, judged)
    : html`<p>Not evaluated: these are the numbers of the training alone.</p>`
  return html`<section><h2>Results</h2>
${text}${renderMethods(methods, judged)}${verdicts.map((verdict) => html`<p>${verdict}</p>`)}
${judged ? html`<div class="figures">${renderInnerSteps(methods, judged)}${renderTrials(methods, judged)}</div>` : nothing}
</section>`
}

function describeJudgment(methods: readonly MethodData[], { metric, split, episodes, innerSteps, transductive }: Judgment): Html {
  const seeds = Math.max(...methods.map(({ runs }) => runs.length))
  const title = metric.title
  const better = `${metric.better} is better`
  return html`<p>The ${title} (${better}) after ${count(innerSteps, 'inner step')} on
${count(episodes, `${split} episode`)}, with 95 % intervals over episodes${seeds > 1 ? `, each the mean of ${seeds} seeds` : ''}.
${transductive ? 'Transductive: the query examples of an episode share batch statistics.' : 'Not transductive.'}</p>`
}

interface Column {
  readonly title: string
  readonly show: (result: MethodNumbers) => string
}

function renderMethods(methods: readonly MethodData[], judged: Judgment | undefined): Html {
  const someBad = methods.some(({ result }) => result?.badShare !== undefined)
  const columns = [...(judged ? scoreColumns(methods, judged) : []), ...voteColumns, ...(someBad ? [badColumn] : [])]
  const baselines = (judged?.baselines ?? []).map(({ name, score }) => [
    `${name} (baseline)`,
    ...columns.map(({ title }) => (judged && title === 'Score' ? showEstimate(judged.metric, score) : '')),
  ])
  const trained = methods.map(({ name, result }) => [
    name,
    ...columns.map(({ title, show }) => (result ? show(result) : title === 'Score' ? 'diverged' : '')),
  ])
  const note = html`Σw, w &lt; 0 (the share of negative weights) and the length of the direction are means over the logged meta-steps.`
  return table('Methods and baselines', ['Method', ...columns.map(({ title }) => title)], [...baselines, ...trained], note)
}

function scoreColumns(methods: readonly MethodData[], { metric }: Judgment): Column[] {
  const results = methods.flatMap(({ result }) => result ?? [])
  const columns: (Column & { readonly shown: boolean })[] = [
    { title: 'Score', shown: true, show: ({ score }) => (score ? showEstimate(metric, score) : '') },
    {
      title: `Minus ${methods[0]?.name}`,
      shown: methods.length > 1,
      show: ({ difference }) => (difference ? showDifference(metric, difference) : ''),
    },
    {
      title: 'Each seed',
      shown: results.some(({ seeds }) => seeds.length > 1),
      show: ({ seeds }) => seeds.map((seed) => showScore(metric, seed)).join(', '),
    },
    {
      title: 'A tenth is worse than',
      shown: true,
      show: ({ worstDecile }) => (worstDecile === undefined ? '' : showScore(metric, worstDecile)),
    },
    {
      title: 'Outer rate',
      shown: results.some(({ outerRate }) => outerRate !== undefined),
      show: ({ outerRate }) => `${outerRate ?? ''}`,
    },
  ]
  return columns.filter(({ shown }) => shown)
}

const voteColumns: readonly Column[] = [
  { title: 'Σw', show: ({ weightSum }) => showFixed(weightSum) },
  { title: 'w < 0', show: ({ negativeShare }) => showShare(negativeShare) },
  { title: '‖direction‖ / ‖mean‖', show: ({ stretch }) => showFixed(stretch) },
  { title: 'Tasks left out', show: ({ screenedTasks }) => `${screenedTasks}` },
]

/** Where some training tasks are bad. */
const badColumn: Column = {
  title: 'Bad tasks’ share of Σ|w|',
  show: ({ badShare }) => (badShare === undefined ? '' : showShare(badShare)),
}

function renderTrials(methods: readonly MethodData[], { metric }: Judgment): Html {
  if (methods.every(({ trials }) => trials.length < 2)) return nothing
  const rows = methods.flatMap(({ name, trials, result }) =>
    trials.map(({ outerRate, validation }) => [
      name,
      `${outerRate}`,
      validation ? showEstimate(metric, validation) : 'diverged',
      result?.outerRate === outerRate ? 'chosen' : '',
    ]),
  )
  const head = ['Method', 'Outer rate', 'Validation score', 'Choice']
  const note = html`Test tasks met the chosen rates alone.`
  return html`<div><h3>Outer rates</h3>${table('Outer rates on validation tasks', head, rows, note)}</div>`
}

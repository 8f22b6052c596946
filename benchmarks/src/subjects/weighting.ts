// `weighting`: what a vote costs: complete meta-steps with each weighting, over the same step with uniform weights.

import type { Weighting } from '@assent/core'
import {
  cosineAgreement,
  gradientAgreement,
  mgda,
  normClip,
  pcgrad,
  regularizedAgreement,
  uniform,
  whitened,
} from '@assent/weightings'
import { interleave, ratios, spread } from '../interleave.js'
import { repeatedTimer } from '../repeat.js'
import { showSpread } from '../results/render.js'
import type { ResultTable } from '../results/result.js'
import { openWork } from '../work/session.js'
import { convWorks, describeWork, sineWorks, type Work } from '../work/work.js'
import type { Subject } from './subject.js'

const weightings: readonly Weighting[] = [
  uniform(),
  gradientAgreement(),
  cosineAgreement(),
  regularizedAgreement({ mu: 1 }),
  normClip(),
  whitened(),
  pcgrad(),
  mgda(),
]

const works: readonly Work[] = [...sineWorks, ...convWorks].filter(({ name }) =>
  ['sine_maml1', 'sine_maml5', 'conv_fo1_T25'].includes(name),
)

/** Short, so that neighbors in a round see the same machine. */
const MEASUREMENT = 25
/** Differences of percents need more rounds than ratios. */
const ROUNDS_EACH = 8

export const weighting: Subject = async ({ rounds, note }) => {
  const tables: ResultTable[] = []
  const samples: { [table: string]: { [contestant: string]: readonly number[] } } = {}
  for (const work of works) {
    note(`weighting ${work.name}`)
    const session = await openWork(work)
    const timers = []
    for (const own of weightings) timers.push(await repeatedTimer(own.name, MEASUREMENT, () => session.step(own)))
    const times = await interleave(timers, rounds * (work.network === 'mlp' ? ROUNDS_EACH : 1))
    session.close()
    const base = times.get('uniform') as number[]
    const rows = [...times].map(([name, values]) => {
      const { median, low, high } = ratios(values, base)
      const percent = (ratio: number) => (100 * (ratio - 1)).toFixed(1)
      return [name, showSpread(spread(values)), `${percent(median)} % (${percent(low)} to ${percent(high)})`]
    })
    tables.push({
      title: `weighting ${work.name}: ${describeWork(work)}`,
      head: ['', 'ms per meta-step (quartiles)', 'over uniform (quartiles)'],
      rows,
      notes: ['Bars: 2 % for what needs scores (gradientAgreement, normClip), 8 % for what needs the Gram matrix (whitened).'],
    })
    samples[work.name] = Object.fromEntries(times)
  }
  return { tables, samples }
}

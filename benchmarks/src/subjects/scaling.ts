// `scaling`: what a meta-step costs as tasks, inner steps or width grow, with the floor beside it.

import { reference } from '@assent/core'
import { learnerProgram } from '@assent/core/tools'
import { interleave, spread } from '../interleave.js'
import { floorMilliseconds, floorOf } from '../limits/floor.js'
import { type Limits, openLimitMeter } from '../limits/limits.js'
import { repeatedTimer } from '../repeat.js'
import { showNumber, showSpread } from '../results/render.js'
import type { ResultTable } from '../results/result.js'
import { partsOf } from '../work/problem.js'
import { openWork } from '../work/session.js'
import { convWorks, describeWork, sineWorks, type Work } from '../work/work.js'
import type { Subject } from './subject.js'

type Axis = 'tasks' | 'steps' | 'width'

const [sine] = sineWorks as readonly [Work]
const [conv] = convWorks as readonly [Work]

const series: readonly { readonly work: Work; readonly axis: Axis; readonly values: readonly number[] }[] = [
  { work: sine, axis: 'tasks', values: [1, 5, 25, 100] },
  { work: sine, axis: 'steps', values: [1, 2, 5, 10] },
  { work: sine, axis: 'width', values: [20, 40, 80, 160] },
  { work: conv, axis: 'tasks', values: [1, 2, 4, 8] },
  { work: conv, axis: 'steps', values: [1, 2, 4] },
  { work: conv, axis: 'width', values: [8, 16, 32, 64] },
]

const BAR = 50

/** A bar for the cost, of which the floor is the dark part. */
function drawBar(label: string, milliseconds: number, floor: number, longest: number): string {
  const whole = Math.max(1, Math.round((BAR * milliseconds) / longest))
  const dark = Math.min(whole, Math.round((BAR * floor) / longest))
  return `${label} ${'█'.repeat(dark)}${'░'.repeat(whole - dark)} ${showNumber(milliseconds)} ms`
}

function tableOf(
  { work, axis, values }: (typeof series)[number],
  times: ReadonlyMap<string, readonly number[]>,
  limits: Limits,
): ResultTable {
  const points = values.map((value) => {
    const own = { ...work, [axis]: value }
    const floor = floorMilliseconds(floorOf(learnerProgram({ ...partsOf(own), backend: reference() }), own.tasks), limits)
    return { value, floor, cost: spread(times.get(`${value}`) as readonly number[]) }
  })
  const longest = Math.max(...points.map(({ cost }) => cost.median))
  const width = Math.max(...values.map((value) => `${value}`.length))
  return {
    title: `${work.network}, ${axis}: ${describeWork(work)}, with other ${axis}`,
    head: [axis, 'ms per meta-step (quartiles)', 'floor, ms', 'times the floor'],
    rows: points.map(({ value, floor, cost }) => [
      `${value}`,
      showSpread(cost),
      showNumber(floor),
      showNumber(cost.median / floor),
    ]),
    notes: [],
    chart: points.map(({ value, floor, cost }) => drawBar(`${value}`.padStart(width), cost.median, floor, longest)),
  }
}

export const scaling: Subject = async ({ rounds, note }) => {
  const meter = await openLimitMeter()
  const tables: ResultTable[] = []
  const samples: { [table: string]: { [contestant: string]: readonly number[] } } = {}
  for (const own of series) {
    const { work, axis, values } = own
    note(`scaling ${work.network}, ${axis}`)
    const sessions = []
    for (const value of values) sessions.push({ value, session: await openWork({ ...work, [axis]: value }) })
    const timers = []
    for (const { value, session } of sessions) timers.push(await repeatedTimer(`${value}`, 30, () => session.step()))
    const times = await interleave(timers, rounds)
    meter.measure()
    for (const { session } of sessions) session.close()
    tables.push(tableOf(own, times, meter.best()))
    samples[`${work.network}, ${axis}`] = Object.fromEntries(times)
  }
  return { tables, samples }
}

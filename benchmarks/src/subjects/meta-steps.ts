// `sine` and `conv`: one meta-step of the same work, by us and by others, in rounds.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { reference } from '@assent/core'
import { learnerProgram } from '@assent/core/tools'
import { entrantsFor } from '../contestants/entrants.js'
import { interleave, ratios, spread } from '../interleave.js'
import { type Floor, floorMilliseconds, floorOf } from '../limits/floor.js'
import { type LimitMeter, openLimitMeter } from '../limits/limits.js'
import { keepToOneProcessor } from '../limits/processor.js'
import { type Contestant, type Missing, openContestant } from '../peer/open.js'
import { showNumber, showSpread } from '../results/render.js'
import type { Findings, ResultTable } from '../results/result.js'
import { partsOf } from '../work/problem.js'
import { describeWork, type Work } from '../work/work.js'
import { writeWork } from '../work/write-work.js'
import { relativeDistance } from './relative-distance.js'
import type { Subject, SubjectOptions } from './subject.js'

/** The subject that times each of `works` on each number of processors. */
export function metaSteps(works: readonly Work[], processors: readonly number[]): Subject {
  return async (options) => {
    const folder = mkdtempSync(join(tmpdir(), 'assent-bench-'))
    try {
      const meter = await openLimitMeter()
      const found: { table: ResultTable; samples: Findings['samples'] }[] = []
      for (const threads of processors) {
        for (const work of works) found.push(await timeWork(work, threads, writeWork(folder, work), meter, options))
      }
      return { tables: found.map(({ table }) => table), samples: Object.assign({}, ...found.map(({ samples }) => samples)) }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

async function timeWork(
  work: Work,
  threads: number,
  file: string,
  meter: LimitMeter,
  { rounds, peers, note }: SubjectOptions,
): Promise<{ table: ResultTable; samples: Findings['samples'] }> {
  const present: Contestant[] = []
  const missing: Missing[] = []
  try {
    for (const entrant of entrantsFor({ work, file, threads, peers })) {
      note(`${work.name}: starting ${entrant.name}`)
      const opened = await openContestant(entrant)
      if ('missing' in opened) missing.push(opened)
      else present.push(opened)
    }
    const isPinned = threads === 1 && present.map(({ processId }) => keepToOneProcessor(processId)).every(Boolean)
    const limit = {
      name: 'limits',
      time: () => {
        meter.measure()
        return 0
      },
    }
    note(`${work.name}: ${rounds} rounds of ${present.length} contestants`)
    const times = await interleave([...present, limit], rounds)
    times.delete('limits')
    const title = `${work.name}, ${threads} ${threads === 1 ? 'processor' : 'processors'}`
    const floor = floorOf(learnerProgram({ ...partsOf(work), backend: reference() }), work.tasks)
    const pinned = isPinned ? ['While it is timed, each contestant keeps to the same processor.'] : []
    return {
      table: tableOf(title, work, present, missing, times, [describeFloor(floor, meter, threads), ...pinned]),
      samples: { [title]: Object.fromEntries(times) },
    }
  } finally {
    for (const contestant of present) contestant.close()
  }
}

function tableOf(
  title: string,
  work: Work,
  present: readonly Contestant[],
  missing: readonly Missing[],
  times: ReadonlyMap<string, readonly number[]>,
  notes: readonly string[],
): ResultTable {
  const [first] = present
  const base = first === undefined ? [] : (times.get(first.name) as readonly number[])
  const rows = present.map(({ name, version, direction, compileMilliseconds }) => [
    name,
    version,
    showSpread(spread(times.get(name) as readonly number[])),
    showSpread(ratios(times.get(name) as readonly number[], base)),
    (relativeDistance(direction, (first as Contestant).direction) || 0).toExponential(0),
    compileMilliseconds === undefined ? '' : showNumber(compileMilliseconds),
  ])
  return {
    title: `${title}: ${describeWork(work)}`,
    head: ['', 'version', 'ms per meta-step (quartiles)', 'times ours (quartiles)', 'gradient differs by', 'compile, ms'],
    rows: [...rows, ...missing.map(({ name, missing }) => [name, '', `missing: ${missing}`, '', '', ''])],
    notes,
  }
}

function describeFloor(floor: Floor, meter: LimitMeter, threads: number): string {
  const limits = meter.best()
  const time = floorMilliseconds(floor, limits) / threads
  return (
    `Floor: ${showNumber(floor.flops / 1e6)} MFLOP and ${showNumber(floor.bytes / 1e6)} MB in and out, at ` +
    `${showNumber(limits.flopsPerSecond / 1e9)} GF/s and ${showNumber(limits.bytesPerSecond / 1e9)} GB/s per processor: ` +
    `${showNumber(time)} ms.`
  )
}

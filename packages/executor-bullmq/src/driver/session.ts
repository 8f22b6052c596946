// A problem's meta-batches, adapted by the hands of a run.

import { fail, type Rows } from '@assent/autodiff'
import type { Problem } from '@assent/core'
import { createArray, join, type MetaBatch, type Proposals, type ProposalUse, type Session } from '@assent/core/tools'
import { rowsIn, TASK_NUMBERS, type Vectors } from '../protocol/layout.js'
import type { Question, Request, Which } from '../protocol/request.js'
import { type Block, blockSize, chooseTransport, cutBlocks, type Transport } from './blocks.js'
import { reportTransport } from './events.js'
import type { Gatherer } from './gather.js'
import { type BlockQuestion, remoteRows, sumOfBlocks } from './remote-rows.js'
import type { Run } from './run.js'

/** What a session is opened with. */
export interface SessionOptions {
  readonly problem: Problem
  readonly tasks: number
  readonly use: ProposalUse
  readonly vectors: Vectors
  readonly run: Run
  readonly gatherer: Gatherer
  /** Tasks per block; chosen for the hands that are there unless given. */
  readonly block: number | undefined
}

/** How one meta-batch is asked for. */
interface Plan {
  readonly blocks: readonly Block[]
  readonly transports: readonly Transport[]
  /** The kinds of which all rows are sent. */
  readonly rows: readonly Which[]
  /** The sum that comes with the proposals, because it is likely to be asked for. */
  readonly ahead: { readonly of: Which; readonly coefficients: readonly number[] } | undefined
}

export function openSession(options: SessionOptions): Session {
  const { run, gatherer } = options
  const report = reportTransport(run.tell)
  /** The coefficients of the last direction, where they were all equal: probably those of the next. */
  let lastEqual: readonly number[] | undefined
  let isOpen = true
  return {
    propose: async (batch) => {
      if (!isOpen) fail('the cluster', 'a session in use', 'one that was closed', 'open another')
      const plan = await makePlan(options, lastEqual)
      report(plan)
      const proposals = await proposeBlocks(options, plan, batch)
      const { updates } = proposals
      const combine: Rows['combine'] = (coefficients, first) => {
        const own = Array.from(coefficients)
        if (own.length === options.tasks && own.every((coefficient) => coefficient === own[0])) lastEqual = own
        return updates.combine(coefficients, first)
      }
      const watched = { ...updates, combine }
      return { ...proposals, updates: watched, displacements: options.vectors.areSame ? watched : proposals.displacements }
    },
    close: () => {
      if (!isOpen) return
      isOpen = false
      // The server may be gone; what is left there lapses.
      void Promise.allSettled([gatherer.forget()]).then(gatherer.close).then(run.close)
    },
  }
}

/** Where update and displacement are one, the update stands for both. */
async function makePlan(
  { run, tasks, use, vectors, block }: SessionOptions,
  lastEqual: readonly number[] | undefined,
): Promise<Plan> {
  const hands = (await run.hands()).size
  const blocks = cutBlocks(tasks, block ?? blockSize(tasks, hands))
  const { needs } = use
  const agreeOn = vectors.areSame ? 'update' : use.agreeOn
  const kinds: readonly Which[] = vectors.areSame ? ['update'] : ['update', 'displacement']
  const transports = kinds.map((of) => chooseTransport(of, { needs, agreeOn }, { tasks, blocks: blocks.length, hands }))
  const rows = transports.filter(({ collects }) => collects).map(({ of }) => of)
  const of = needs === 'losses' ? 'update' : agreeOn
  const coefficients = needs === 'losses' ? lastEqual : new Array<number>(tasks).fill(1)
  return { blocks, transports, rows, ahead: coefficients && !rows.includes(of) ? { of, coefficients } : undefined }
}

/** Has the tasks adapted, and says where their rows are. */
async function proposeBlocks(
  { problem, tasks, vectors, run, gatherer }: SessionOptions,
  { blocks, rows, ahead }: Plan,
  batch: MetaBatch,
): Promise<Proposals> {
  const { theta, schedule, origin } = batch
  if (origin === undefined)
    return fail('the cluster', 'tasks drawn from a seed', 'others, which workers cannot draw', 'use another executor')
  await Promise.all([run.vectors.forget(), gatherer.forget()])
  const common = { identity: run.identity, theta: await run.vectors.share(theta), schedule: [...schedule], ...origin, tasks }
  const requestOf = ({ first, count }: Block, question: Question): Request => ({ ...common, first, count, question })
  const answers = await gatherer.gather(
    blocks.map((block) => {
      const { first, count } = block
      const sum = ahead && { of: ahead.of, coefficients: ahead.coefficients.slice(first, first + count), offset: 0 }
      return { request: requestOf(block, { ask: 'propose', rows: [...rows], ...(sum && { sum }) }) }
    }),
  )
  const holders = new Map(blocks.map((block, index) => [block, answers[index]?.hand]))
  const ask = (questions: readonly BlockQuestion[]) =>
    gatherer.gather(questions.map(({ block, question }) => ({ request: requestOf(block, question), holder: holders.get(block) })))
  const column = (place: number): number[] => answers.flatMap(({ numbers }) => everyOf(numbers, place))

  const rowsOf = (of: Which): Rows => {
    const size = vectors.sizes[of]
    if (rows.includes(of)) {
      const sent = answers.map(({ vector }, index) => rowsIn(vector, rows, of, blocks[index]?.count ?? 0, vectors))
      return problem.backend.rows(join(sent), tasks)
    }
    const sum = ahead?.of === of ? sumOfBlocks(answers.map(({ vector }) => vector.subarray(0, size))) : undefined
    return remoteRows({
      of,
      tasks,
      size,
      blocks,
      squaredNorms: Float64Array.from(column(of === 'update' ? 2 : 3)),
      ask,
      share: run.vectors.share,
      toRows: (values) => problem.backend.rows(values, tasks),
      zeros: (size) => createArray(vectors.precision, size),
      ahead: sum && ahead && { coefficients: ahead.coefficients, sum },
    })
  }
  const updates = rowsOf('update')
  const displacements = vectors.areSame ? updates : rowsOf('displacement')
  return { supportLosses: column(0), queryLosses: column(1), updates, displacements }
}

/** One of the numbers that each task has. */
function everyOf(numbers: Float64Array, place: number): number[] {
  return Array.from({ length: numbers.length / TASK_NUMBERS }, (_, task) => numbers[TASK_NUMBERS * task + place] as number)
}

// One training each, kept in a file: its θ, its log in short, and how it is judged.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AssentError, describeExperiment, evaluate, initialState, metaTrain } from 'assent'
import { EVALUATION_SEED } from './experiments.mjs'
import { mean } from './statistics.mjs'

/** The cells of a method, each a function of an outer rate and a seed. */
export function cells(folder, method, { evaluation }) {
  return (rate, seed) => {
    const run = method.run(rate, seed)
    const { episodes, innerSteps } = evaluation
    const of = createHash('sha256')
      .update(JSON.stringify({ run: describeExperiment(run), evaluation, seed: EVALUATION_SEED }))
      .digest('hex')
    const file = join(folder, `${method.name.replaceAll(/[^\w.=-]+/g, '-')}-rate${rate}-s${seed}.json`)
    const known = () => {
      const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
      return kept?.of === of ? kept : undefined
    }
    const judge = async (cell, split) => {
      if (cell.diverged !== undefined) return { seed, diverged: cell.diverged }
      if (!cell[split]) {
        const options = { split, episodes: episodes[split], innerSteps, seed: EVALUATION_SEED }
        const { scores, divergedTasks } = await evaluate(run, theta(cell), options)
        const [first] = divergedTasks
        write(file, Object.assign(cell, first ? { diverged: `${split} task ${first.task}` } : { [split]: scores }))
      }
      return { seed, scores: cell[split], diverged: cell.diverged }
    }
    const cell = async () => known() ?? write(file, { of, ...(await train(run)) })
    return {
      validation: async () => judge(await cell(), 'validation'),
      test: async () => judge(await cell(), 'test'),
      log: () => known().log,
    }
  }
}

async function train(run) {
  const state = initialState(run)
  const log = { weightSum: [], negativeShare: [], stretch: [], badShare: [], screened: [], degenerate: [] }
  const diverged = await divergenceOf(async () => {
    for await (const { tasks, weights, directionNorm, meanNorm, screened, degenerate } of metaTrain(run, { state })) {
      const size = (of) => of.reduce((sum, weight) => sum + Math.abs(weight), 0)
      log.weightSum.push(weights.reduce((sum, weight) => sum + weight, 0))
      log.negativeShare.push(weights.filter((weight) => weight < 0).length / weights.length)
      if (meanNorm > 0) log.stretch.push(directionNorm / meanNorm)
      log.badShare.push(size(weights.filter((_, i) => tasks[i].endsWith(')'))) / size(weights))
      log.screened.push(screened.length)
      log.degenerate.push(degenerate === undefined ? 0 : 1)
    }
  })
  if (diverged !== undefined) return { diverged }
  const parameters = Buffer.from(new Float32Array(state.parameters).buffer).toString('base64')
  return { parameters, log: Object.fromEntries(Object.entries(log).map(([key, values]) => [key, mean(values)])) }
}

const theta = ({ parameters }) => new Float32Array(new Uint8Array(Buffer.from(parameters, 'base64')).buffer)

/** What stopped a training whose numbers did not stay finite. */
async function divergenceOf(work) {
  try {
    await work()
    return undefined
  } catch (error) {
    if (error instanceof AssentError && error.kind === 'diverged') return error.message
    throw error
  }
}

/** Whole or not at all. */
function write(file, content) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.part`, JSON.stringify(content))
  renameSync(`${file}.part`, file)
  return content
}

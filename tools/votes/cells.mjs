// One training each, kept in a file: its θ, its log in short, and how it is judged.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AssentError, describeRun, evaluate, initialState, metaTrain } from 'assent'
import { EVALUATION_SEED } from './experiments.mjs'
import { mean } from './statistics.mjs'

/** The cells of a method, each a function of an outer rate and a seed. */
export function cells(folder, method, { evaluation }) {
  return (rate, seed) => {
    const run = method.run(rate, seed)
    const { episodes, steps } = evaluation
    const of = createHash('sha256')
      .update(JSON.stringify({ run: describeRun(run), evaluation, seed: EVALUATION_SEED }))
      .digest('hex')
    const file = join(folder, `${method.name.replaceAll(/[^\w.=-]+/g, '-')}-rate${rate}-s${seed}.json`)
    const known = () => {
      const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
      return kept?.of === of ? kept : undefined
    }
    const judge = async (cell, split) => {
      if (cell.diverged !== undefined) return { seed, diverged: cell.diverged }
      if (!cell[split]) {
        const options = { split, episodes: episodes[split], steps, seed: EVALUATION_SEED }
        const scores = await unlessDiverged(async () => (await evaluate(run, theta(cell), options)).scores)
        write(
          file,
          Object.assign(cell, scores.diverged === undefined ? { [split]: scores.result } : { diverged: scores.diverged }),
        )
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
  const { diverged } = await unlessDiverged(async () => {
    for await (const { tasks, weights, directionNorm, meanNorm, screened, degenerate } of metaTrain(run, state)) {
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

/** A step or a judgment whose numbers did not stay finite. */
async function unlessDiverged(work) {
  try {
    return { result: await work() }
  } catch (error) {
    if (
      error instanceof AssentError &&
      (error.kind === 'diverged' || /^(meta-step|evaluate, task) /.test(error.complaint.where))
    ) {
      return { diverged: error.message }
    }
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

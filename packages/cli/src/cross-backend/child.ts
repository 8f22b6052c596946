// The process of one backend: loads it, then takes meta-steps whenever it is told to. Started by worker-process.ts.

import { AssentError, initialState, metaTrain, type StepEvent, type TrainingState } from '@assent/core'
import { composeRun } from '../config/compose.js'
import { loadRecipe } from '../config/load.js'
import { override } from '../config/override.js'
import { openBackend } from '../config/parts.js'
import { processTerminal } from '../output/terminal.js'
import type { Advanced, Answer, Assignment, Loaded, Order } from './protocol.js'

let training: { readonly state: TrainingState; readonly events: AsyncGenerator<StepEvent, TrainingState> } | undefined

async function begin({ source, overrides }: Assignment): Promise<Loaded> {
  const bare = process.memoryUsage.rss()
  const started = performance.now()
  const backend = await openBackend(overrides.backend, source.folder)
  const loading = performance.now() - started
  const { recipe: base } = await loadRecipe(source)
  const recipe = override(base, overrides)
  const run = await composeRun({ ...recipe, backend }, { folder: source.folder, terminal: processTerminal(true) })
  const state = initialState(run)
  training = { state, events: metaTrain(run, { state }) }
  return { kind: 'loaded', loading, bare }
}

async function advance(steps: number): Promise<Advanced> {
  const { state, events } = training as NonNullable<typeof training>
  const times: number[] = []
  let largest = 0
  for (let step = 0; step < steps; step++) {
    const started = performance.now()
    await events.next()
    times.push(performance.now() - started)
    largest = Math.max(largest, process.memoryUsage.rss())
  }
  return { kind: 'advanced', parameters: state.parameters, times, largest }
}

async function answer(order: Order): Promise<Answer> {
  try {
    return await ('steps' in order ? advance(order.steps) : begin(order))
  } catch (error) {
    if (error instanceof AssentError) return { kind: 'failed', complaint: error.complaint }
    throw error
  }
}

process.on('message', (order: Order) => void answer(order).then((found) => process.send?.(found)))

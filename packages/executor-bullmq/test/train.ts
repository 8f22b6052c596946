// A small training on a cluster, as a hash of its θ.

import { createHash } from 'node:crypto'
import { simd } from '@assent/backend-simd'
import { type Experiment, initialState, metaTrain, type StepEvent, save, type TrainingState, type Weighting } from '@assent/core'
import { adam } from '@assent/optimizers'
import { gradientAgreement } from '@assent/weightings'
import { type BullmqOptions, bullmq, type ClusterEvent } from '../src/index.js'
import { trainings } from './trainings.mjs'

export interface Training {
  readonly training?: keyof typeof trainings
  readonly weighting?: Weighting
  readonly tasksPerStep?: number
  readonly metaSteps?: number
  /** Called after each step. */
  readonly after?: (event: StepEvent) => void | Promise<void>
  readonly state?: TrainingState
}

const backend = await simd()

export function experimentOf({
  training = 'maml',
  weighting = gradientAgreement(),
  tasksPerStep = 8,
  metaSteps = 6,
}: Training): Experiment {
  return { ...trainings[training], weighting, optimizer: adam(0.001), backend, tasksPerStep, metaSteps, seed: 3 }
}

/** Trains in this process, or on a cluster; the hash of all that a checkpoint says. */
export async function train(options: Training, cluster?: Omit<BullmqOptions, 'problem'>): Promise<string> {
  const { training = 'maml', after } = options
  const run = experimentOf(options)
  const state = options.state ?? initialState(run)
  const executor = cluster && bullmq({ lock: 1000, ...cluster, problem: { training, backend: 'simd' } })
  for await (const event of metaTrain(run, { state, ...(executor && { executor }) })) await after?.(event)
  return createHash('sha256').update(save(run, state)).digest('hex')
}

/** Events as a driver tells them, to be looked at. */
export function listener() {
  const events: ClusterEvent[] = []
  const texts = (kind: ClusterEvent['kind']) => events.filter((event) => event.kind === kind).map(({ text }) => text)
  return { events, texts, onEvent: (event: ClusterEvent) => void events.push(event) }
}

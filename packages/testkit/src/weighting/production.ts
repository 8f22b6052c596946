// Batches of every size that training has, and of every kind that is hard to weigh.

import { createRng, type Rng } from '@assent/core'
import type { Check } from '../check.js'
import { type Batch, taskCounts, type Vectors } from './agreements.js'

const SIZE = 12

const normals = (rng: Rng) => Array.from({ length: SIZE }, () => rng.normal())
const scaled = (vectors: Vectors, by: (task: number) => number): Vectors =>
  vectors.map((vector, task) => vector.map((value) => by(task) * value))

/** Displacements in a space of `rank` dimensions. */
function ofRank(tasks: number, rank: number, rng: Rng): Vectors {
  const basis = Array.from({ length: rank }, () => normals(rng))
  return Array.from({ length: tasks }, () => {
    const along = basis.map((vector) => [rng.normal(), vector] as const)
    return Array.from({ length: SIZE }, (_, k) => along.reduce((sum, [by, vector]) => sum + by * (vector[k] as number), 0))
  })
}

const kinds: Readonly<Record<string, (tasks: number, rng: Rng) => Vectors>> = {
  ordinary: (tasks, rng) => Array.from({ length: tasks }, () => normals(rng)),
  'all alike but for a last place': (tasks, rng) => {
    const vector = normals(rng)
    return Array.from({ length: tasks }, () => vector.map((value) => value * (1 + 2 ** -50 * rng.integer(3))))
  },
  'on one line': (tasks, rng) => ofRank(tasks, 1, rng),
  'of rank two': (tasks, rng) => ofRank(tasks, 2, rng),
  'every third one zero': (tasks, rng) => scaled(ofRank(tasks, SIZE, rng), (task) => (task % 3 === 0 ? 0 : 1)),
  'the last one zero': (tasks, rng) => scaled(ofRank(tasks, SIZE, rng), (task) => (task === tasks - 1 ? 0 : 1)),
  'all zero': (tasks) => Array.from({ length: tasks }, () => new Array<number>(SIZE).fill(0)),
  huge: (tasks, rng) => scaled(ofRank(tasks, SIZE, rng), () => 1e15),
  tiny: (tasks, rng) => scaled(ofRank(tasks, SIZE, rng), () => 1e-15),
  'thirty orders apart': (tasks, rng) => scaled(ofRank(tasks, SIZE, rng), (task) => 10 ** (-15 + (30 * task) / tasks)),
  'in pairs that cancel out': (tasks, rng) => {
    const vectors = ofRank(tasks, SIZE, rng)
    return vectors.map((vector, task) => (task % 2 === 0 ? vector : (vectors[task - 1] as readonly number[]).map((v) => -v)))
  },
}

/** One check per number of tasks: `holds` of all kinds of batches. */
export function productionChecks(holds: (batch: Batch) => void): Check[] {
  return taskCounts.map((tasks) => ({
    name: `gives finite and bounded weights to ${tasks} ${tasks === 1 ? 'task' : 'tasks'}`,
    run: () => {
      for (const [kind, vectorsOf] of Object.entries(kinds)) {
        for (const seed of [1, 2, 3]) {
          const rng = createRng(seed, kind, tasks)
          const vectors = vectorsOf(tasks, rng)
          holds({ vectors, losses: vectors.map(() => [rng.uniform(0.1, 3), rng.uniform(0.1, 3)] as const) })
        }
      }
    },
  }))
}

// A suite that cannot fail proves nothing: each one must catch a plugin that is broken in one place.

import { type Backend, gradient, type Program, reference, scale, type Tensor } from '@assent/autodiff'
import { defineWeighting, type Episode, innerLoop, type Learner, type TaskSource } from '@assent/core'
import { describe, expect, it } from 'vitest'
import { backendChecks, type Check, learnerChecks, tasksChecks, weightingChecks } from '../src/index.js'

/** The names of the checks that fail. */
async function failures(checks: readonly Check[]): Promise<string[]> {
  const failed: string[] = []
  for (const { name, run } of checks) {
    try {
      await run()
    } catch {
      failed.push(name)
    }
  }
  return failed
}

describe('weightingChecks', () => {
  const check = (
    weigh: (input: { tasks: number; gram: readonly (readonly number[])[] }) => number[],
    claims = {},
    needs: 'losses' | 'gram' = 'gram',
  ) => failures(weightingChecks(defineWeighting({ name: 'broken', needs, weigh: weigh as never }), claims))

  it('pass a right one', async () => {
    expect(
      await check(({ tasks }) => new Array(tasks).fill(1 / tasks), {
        sumsToOne: true,
        absoluteSumsToOne: true,
        scaleInvariant: true,
        identicalTasksUniform: true,
        neverNegative: true,
      }),
    ).toEqual([])
  })

  it.each([
    [
      'NaN for tasks that cancel out',
      ({ gram }: { gram: readonly (readonly number[])[] }) => gram.map((row) => row[0]! / gram.flat().reduce((a, b) => a + b, 0)),
      {},
      /cancel out/,
    ],
    ['a weight too few', ({ tasks }: { tasks: number }) => new Array(tasks - 1).fill(1), {}, /one finite weight per task/],
    [
      'the first task preferred',
      ({ tasks }: { tasks: number }) => Array.from({ length: tasks }, (_, i) => (i === 0 ? 1 : 0)),
      {},
      /order of the tasks/,
    ],
    ['a sum that is not one', ({ tasks }: { tasks: number }) => new Array(tasks).fill(1), { sumsToOne: true }, /sum to one/],
    [
      'a scale that matters',
      ({ gram }: { gram: readonly (readonly number[])[] }) => gram.map((row, i) => row[i]!),
      { scaleInvariant: true },
      /scale/,
    ],
    ['a conflict', ({ tasks }: { tasks: number }) => new Array(tasks).fill(-1 / tasks), { nonConflicting: true }, /conflicts/],
    [
      'a wrong value',
      ({ tasks }: { tasks: number }) => new Array(tasks).fill(1 / tasks),
      { golden: [{ displacements: [[1], [1]], weights: [0.4, 0.6] }] },
      /weighs/,
    ],
  ] as const)('catch %s', async (_, weigh, claims, name) => {
    expect((await check(weigh as never, claims)).some((failed) => name.test(failed))).toBe(true)
  })

  it('catch one that reads more than it declares', async () => {
    expect(await check(({ gram }) => gram.map(() => 1 / gram.length), {}, 'losses')).toContain('reads only what it needs')
  })
})

describe('backendChecks', () => {
  /** The reference with one operation replaced by another in every program. */
  const wrong = (change: (program: Program) => Program): Backend => {
    const own = reference()
    return { ...own, compile: (program, tasks) => own.compile(change(program), tasks) }
  }
  const replacing = (kind: string, by: object): Backend =>
    wrong((program) => ({
      ...program,
      nodes: program.nodes.map((node) => (node.operation.kind === kind ? { ...node, operation: by as never } : node)),
    }))

  it('pass the reference', async () => {
    expect(await failures(backendChecks(reference))).toEqual([])
  })

  it('catch a wrong kernel', async () => {
    const failed = await failures(backendChecks(() => replacing('tanh', { kind: 'sigmoid' })))
    expect(failed.length).toBeGreaterThan(0)
    expect(failed.every((name) => name.includes('tanh'))).toBe(true)
  })

  it('catch a wrong derivative alone', async () => {
    expect(
      (await failures(backendChecks(() => replacing('rsqrt', { kind: 'sqrt' })))).some((name) =>
        name.startsWith('computes sqrt'),
      ),
    ).toBe(true)
  })

  it('catch an input that is not written', async () => {
    const own = reference()
    const deaf: Backend = {
      ...own,
      compile: async (program, tasks) => ({ ...(await own.compile(program, tasks)), write: () => {} }),
    }
    expect((await failures(backendChecks(() => deaf))).length).toBeGreaterThan(50)
  })

  it('catch a leak', async () => {
    let leaked = 0
    const own = reference()
    const leaky: Backend = { ...own, memory: () => ({ tensors: leaked++, bytes: 0 }) }
    expect(await failures(backendChecks(() => leaky))).toEqual(['leaves nothing behind'])
  })

  it('catch rows that read what has no weight', async () => {
    const own = reference()
    const rows: Backend['rows'] = (values, tasks) => ({
      ...own.rows(values, tasks),
      combine: async (coefficients) =>
        values
          .slice(0, values.length / tasks)
          .map((value) => value * coefficients[0]! + values[values.length / tasks]! * coefficients[1]!),
    })
    expect(await failures(backendChecks(() => ({ ...own, rows })))).toEqual(['multiplies and combines rows'])
  })
})

describe('learnerChecks', () => {
  const learner = (propose: Learner['propose']): Learner => ({
    name: 'broken',
    settings: {},
    order: 1,
    steps: 2,
    batch: undefined,
    agreeOn: 'displacement',
    propose,
    inner: {
      name: 'descent',
      settings: {},
      slots: [],
      differentiable: true,
      coefficients: () => [],
      update: (parameter, slope) => ({ parameter: addScaled(parameter, slope, -0.05), slots: [] }),
    },
  })
  const addScaled = (a: Tensor, b: Tensor, by: number) => a.graph.record({ kind: 'add' }, [a, scale(b, by)], a.shape)
  const adapted = (task: Parameters<Learner['propose']>[0]) => innerLoop(task, learner(() => ({ adapted: [], update: [] })).inner)

  it('pass a right one', async () => {
    const right = learner((task) => ({
      adapted: adapted(task),
      update: gradient(task.loss(adapted(task), task.query), task.theta),
    }))
    expect(await failures(learnerChecks(right, { proposes: 'meta-gradient' }))).toEqual([])
  })

  it('catch a first-order update that claims to be second order', async () => {
    const first = learner((task) => ({
      adapted: adapted(task),
      update: gradient(task.loss(adapted(task), task.query), adapted(task)),
    }))
    expect(await failures(learnerChecks(first, { proposes: 'meta-gradient' }))).toEqual(['proposes its meta-gradient'])
  })

  it('catch a wrong sign', async () => {
    const downhill = learner((task) => ({
      adapted: adapted(task),
      update: task.theta.map((theta, i) => addScaled(adapted(task)[i] as Tensor, theta, -1)),
    }))
    expect(await failures(learnerChecks(downhill, { proposes: 'displacement' }))).toEqual(['proposes its displacement'])
  })
})

describe('tasksChecks', () => {
  const source = (change: (episode: Episode) => Episode = (episode) => episode): TaskSource => ({
    name: 'points',
    settings: {},
    kind: 'regression',
    inputShape: [1],
    targetShape: [1],
    metric: { name: 'meanSquaredError', unit: '' },
    baselines: [{ name: 'zero', predict: ({ query }) => new Float32Array(query.count) }],
    episodeSize: () => ({ support: 2, query: 2 }),
    sample: (_split, rng) => {
      const examples = () => ({ count: 2, x: Float32Array.of(rng.normal(), rng.normal()), y: Float32Array.of(1, 2) })
      return change({ id: 'points', support: examples(), query: examples() })
    },
  })

  it('pass a right one', async () => {
    expect(await failures(tasksChecks(source()))).toEqual([])
  })

  it.each([
    [
      'a support example among the queries',
      (episode: Episode) => ({ ...episode, query: { ...episode.query, x: Float32Array.of(episode.support.x[0]!, 9) } }),
      /shares no example/,
    ],
    ['NaN', (episode: Episode) => ({ ...episode, query: { ...episode.query, y: Float32Array.of(1, Number.NaN) } }), /finite/],
    ['a wrong size', (episode: Episode) => ({ ...episode, support: { ...episode.support, count: 3 } }), /shapes and sizes/],
    [
      'a random number of its own',
      (episode: Episode) => ({ ...episode, support: { ...episode.support, x: Float32Array.of(Math.random(), 1) } }),
      /same stream/,
    ],
    [
      'the same task every time',
      (episode: Episode) => ({
        ...episode,
        support: { ...episode.support, x: Float32Array.of(1, 2) },
        query: { ...episode.query, x: Float32Array.of(3, 4) },
      }),
      /different streams/,
    ],
  ])('catch %s', async (_, change, name) => {
    expect((await failures(tasksChecks(source(change)))).some((failed) => name.test(failed))).toBe(true)
  })

  it('catch targets that are not one-hot', async () => {
    const classes: TaskSource = {
      ...source((episode) => ({
        ...episode,
        support: { ...episode.support, y: Float32Array.of(1, 1, 0, 1) },
        query: { ...episode.query, y: Float32Array.of(1, 0, 0, 1) },
      })),
      kind: 'classification',
      targetShape: [2],
      baselines: [],
    }
    expect(await failures(tasksChecks(classes))).toEqual(['gives classes as rows with a single one'])
  })
})

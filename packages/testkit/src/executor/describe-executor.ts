// What every executor must do: the same bytes as one process, or a refusal.

import { type Backend, type FloatArray, reference, sizeOf } from '@assent/autodiff'
import { createRng, metaParameters, type Problem } from '@assent/core'
import { type Executor, inProcess, type MetaBatch, type Proposals, type Session, sampleAssignments } from '@assent/core/tools'
import { type Check, describeChecks, expectSame, expectThat } from '../check.js'
import { problems, type Unplaced } from './problems.js'

const taskCounts = [1, 2, 7, 25]
const SEED = 11

/**
 * Runs the conformance suite of an executor under vitest.
 *
 * @param backend the one that it computes on
 */
export function describeExecutor(executor: Executor, backend: Backend): void {
  describeChecks(`executor ${executor.name}`, executorChecks(executor, backend))
}

/** The suite's checks by themselves. */
export function executorChecks(executor: Executor, backend: Backend): Check[] {
  const [first] = Object.values(problems) as [Unplaced]
  const same = Object.entries(problems).flatMap(([name, problem]) =>
    taskCounts.map((tasks) => ({
      name: `gives the bytes of one process for ${tasks} ${tasks === 1 ? 'task' : 'tasks'}: ${name}`,
      run: () => checkSame(executor, { ...problem, backend }, tasks),
    })),
  )
  return [
    {
      name: 'has a name',
      run: () => expectThat(executor.name.trim() !== '', 'a name', 'an empty one', 'give it the name that reports should show'),
    },
    ...same,
    { name: 'works on several problems in turns', run: () => checkInTurns(executor, backend) },
    { name: 'goes on after a meta-step that diverged', run: () => checkAfterDivergence(executor, { ...first, backend }) },
    { name: 'refuses a backend that it does not compute on, or uses it', run: () => checkOtherBackend(executor, first, backend) },
    { name: 'is of no use once closed, and holds nothing', run: () => checkClose(executor, { ...first, backend }) },
  ]
}

/** The batch of a meta-step, a function of its number. */
function batchOf(problem: Problem, tasks: number, step: number): MetaBatch {
  const count = metaParameters(problem).reduce((total, { shape }) => total + sizeOf(shape), 0)
  const rng = createRng(SEED, 'theta', step)
  const values = Array.from({ length: count }, () => 0.3 * rng.normal())
  const theta = problem.backend.precision === 'float32' ? Float32Array.from(values) : Float64Array.from(values)
  const assignments = sampleAssignments({ ...problem, seed: SEED, tasksPerStep: tasks }, step)
  const schedule = problem.learner.schedule?.(step + 1, 10) ?? []
  return { theta, assignments, schedule, origin: { seed: SEED, step } }
}

/** All that proposals say, copied. */
async function contentOf(proposals: Proposals, tasks: number): Promise<{ [what: string]: ArrayLike<number> }> {
  const { supportLosses, queryLosses, updates, displacements } = proposals
  const rows: [string, FloatArray][] = []
  for (const [name, own] of Object.entries({ updates, displacements })) {
    for (let task = 0; task < tasks; task++) rows.push([`${name} of task ${task}`, (await own.combine([1], task)).slice()])
    rows.push([`Gram matrix of ${name}`, (await own.gram()).slice()])
    rows.push([`squared norms of ${name}`, (await own.squaredNorms()).slice()])
    rows.push([`mean of ${name}`, (await own.combine(new Array<number>(tasks).fill(1 / tasks))).slice()])
  }
  return { supportLosses, queryLosses, ...Object.fromEntries(rows) }
}

async function expectSameStep(own: Session, one: Session, problem: Problem, tasks: number, step: number): Promise<void> {
  const batch = batchOf(problem, tasks, step)
  const expected = await contentOf(await one.propose(batch), tasks)
  const found = await contentOf(await own.propose(batch), tasks)
  const remedy = 'run the program of learnerProgram over the values of packBatch, task by task in their order'
  for (const [what, values] of Object.entries(expected)) {
    expectSame(`${what} in meta-step ${step + 1}`, found[what] as ArrayLike<number>, values, remedy)
  }
}

/** Opens a session of each, and closes both whatever happens. */
async function withSessions(
  executor: Executor,
  problem: Problem,
  tasks: number,
  use: (own: Session, one: Session) => Promise<void>,
): Promise<void> {
  const one = await inProcess().open(problem, tasks)
  try {
    const own = await executor.open(problem, tasks)
    try {
      await use(own, one)
    } finally {
      own.close()
    }
  } finally {
    one.close()
  }
}

const checkSame = (executor: Executor, problem: Problem, tasks: number) =>
  withSessions(executor, problem, tasks, async (own, one) => {
    for (const step of [0, 1, 2]) await expectSameStep(own, one, problem, tasks, step)
  })

/** Two sessions that are open at once. */
async function checkInTurns(executor: Executor, backend: Backend): Promise<void> {
  const [a, b] = Object.values(problems).map((problem): Problem => ({ ...problem, backend })) as [Problem, Problem]
  await withSessions(executor, a, 3, (ownA, oneA) =>
    withSessions(executor, b, 2, async (ownB, oneB) => {
      for (const step of [0, 1]) {
        await expectSameStep(ownA, oneA, a, 3, step)
        await expectSameStep(ownB, oneB, b, 2, step)
      }
    }),
  )
}

/** θ of NaN in one step leaves nothing behind in the next. */
const checkAfterDivergence = (executor: Executor, problem: Problem) =>
  withSessions(executor, problem, 3, async (own, one) => {
    const batch = batchOf(problem, 3, 0)
    await own.propose({ ...batch, theta: batch.theta.slice().fill(Number.NaN) })
    await expectSameStep(own, one, problem, 3, 1)
  })

/** A problem on the reference, or one whose backend only has another name, must not be computed on this executor's own. */
async function checkOtherBackend(executor: Executor, problem: Unplaced, backend: Backend): Promise<void> {
  const other: Problem = { ...problem, backend: backend.name === 'reference' ? rounding() : reference() }
  try {
    await withSessions(executor, other, 2, (own, one) => expectSameStep(own, one, other, 2, 0))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const refused = /^\[.*\] expected .*; found .*; /s.test(message)
    const remedy = "compare the backend's name and precision with those of the problem, and fail"
    expectThat(refused, 'the bytes of the backend of the problem, or a refusal that names it', message, remedy)
  }
}

/** The reference, but every output is rounded to float32: another arithmetic. */
function rounding(): Backend {
  const own = reference()
  return {
    ...own,
    name: 'rounding reference',
    compile: async (program, tasks) => {
      const executable = await own.compile(program, tasks)
      const rounded = async (output: string) => (await executable.read(output)).map(Math.fround)
      return { ...executable, read: rounded }
    },
  }
}

const LIMIT = 4_000

async function checkClose(executor: Executor, problem: Problem): Promise<void> {
  const before = problem.backend.memory().tensors
  const session = await executor.open(problem, 2)
  await session.propose(batchOf(problem, 2, 0))
  session.close()
  session.close()
  const remedy = 'end workers and dispose executables in close, and refuse what comes after'
  const after = problem.backend.memory().tensors
  expectThat(after === before, `${before} tensors after close`, `${after}`, remedy)
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('no answer'), LIMIT)
  })
  const answer = await Promise.race([
    session.propose(batchOf(problem, 2, 1)).then(
      () => 'proposals',
      () => 'refused',
    ),
    late,
  ])
  clearTimeout(timer)
  expectThat(answer === 'refused', 'propose to be refused after close', answer, remedy)
}

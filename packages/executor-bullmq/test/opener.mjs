// What test workers open: the problems of the executors' kit, and the small training of `problems.mjs`, by name.

import { reference } from '@assent/autodiff'
import { simd } from '@assent/backend-simd'
import { executorProblems } from '@assent/testkit'
import { trainings } from './trainings.mjs'

const backends = { simd, reference }

/** `{ kit }` or `{ training }`, and the backend; `only` changes it, to be found out. */
export async function open({ kit, training, backend }) {
  const own = await backends[process.env.TEST_BACKEND ?? backend]()
  const problem = { ...(kit === undefined ? trainings[training] : executorProblems[kit]), backend: own }
  if (process.env.TEST_PACE) await new Promise((resolve) => setTimeout(resolve, Number(process.env.TEST_PACE)))
  return process.env.TEST_ACT ? spoiled(problem, process.env.TEST_ACT) : problem
}

/** Computes as it should until it has been fingerprinted, and then does something else. */
function spoiled(problem, act) {
  let runs = 0
  const compile = async (program, tasks) => {
    const own = await problem.backend.compile(program, tasks)
    return {
      ...own,
      run: async () => {
        if (tasks > 1 && runs++ === Number(process.env.TEST_AFTER ?? 0)) {
          if (act === 'exit') process.exit(3)
          if (act === 'kill') process.kill(process.pid, 'SIGKILL')
          if (act === 'throw') throw new RangeError('out of it')
        }
        if (act === 'slow') await new Promise((resolve) => setTimeout(resolve, 60))
        await own.run()
      },
      read: async (output) => {
        const values = await own.read(output)
        if (tasks === 1) return values
        if (act === 'nan') return values.map(() => Number.NaN)
        if (act === 'double' && output === 'update') return values.map((value) => 2 * value)
        return values
      },
    }
  }
  return { ...problem, backend: { ...problem.backend, compile } }
}

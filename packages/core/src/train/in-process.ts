// The executor that needs nothing else: one backend, in this process.

import type { FloatArray } from '@assent/autodiff'
import type { Executor } from '../contracts/executor.js'
import { splitParameters } from '../contracts/model.js'
import { learnerProgram, packAssignments, thetaInput } from './learner-program.js'

/** Adapts all tasks of a meta-batch at once, on the problem's backend. */
export function inProcess(): Executor {
  return {
    name: 'in-process',
    open: async (problem, tasks) => {
      const program = learnerProgram(problem)
      const executable = await problem.backend.compile(program, tasks)
      const [update, displacement] = ['update', 'displacement'].map((name) => program.outputs.find((port) => port.name === name))
      const proposesDisplacements = update?.node === displacement?.node
      return {
        propose: async (theta, assignments) => {
          for (const [p, values] of splitParameters(problem.model, theta).entries()) {
            executable.write(thetaInput(problem.model.parameters[p]?.name as string), values)
          }
          for (const [input, values] of Object.entries(packAssignments(problem, assignments))) executable.write(input, values)
          await executable.run()
          const numbers = async (output: string) => Array.from((await executable.read(output)) as FloatArray)
          const displacements = executable.rows('displacement')
          return {
            supportLosses: await numbers('supportLoss'),
            queryLosses: await numbers('queryLoss'),
            displacements,
            updates: proposesDisplacements ? displacements : executable.rows('update'),
          }
        },
        close: () => executable.dispose(),
      }
    },
  }
}

// The executor that needs nothing else: one backend, in this process.

import type { Executor } from '../contracts/executor.js'
import { learnerProgram } from './learner-program.js'
import { packBatch } from './pack-batch.js'

/** Adapts all tasks of a meta-batch at once, on the problem's backend. */
export function inProcess(): Executor {
  return {
    name: 'in-process',
    open: async (problem, tasks) => {
      const program = learnerProgram(problem)
      const executable = await problem.backend.compile(program, tasks)
      const [update, displacement] = ['update', 'displacement'].map((name) => program.outputs.find((port) => port.name === name))
      const proposesDisplacements = update?.node === displacement?.node
      const numbers = async (output: string) => Array.from(await executable.read(output))
      return {
        propose: async (batch) => {
          for (const [input, values] of Object.entries(packBatch(problem, program.masks, batch))) executable.write(input, values)
          await executable.run()
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

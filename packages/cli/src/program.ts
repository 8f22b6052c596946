// The command line: what can be asked for, and its help.

import { Command } from 'commander'
import { adaptCommand } from './commands/adapt.js'
import { backendsCommand } from './commands/backends.js'
import { clusterLocalCommand, clusterStatusCommand } from './commands/cluster.js'
import { compareCommand } from './commands/compare.js'
import { type DoctorCommand, doctorCommand } from './commands/doctor.js'
import { evaluateCommand } from './commands/evaluate.js'
import { type ExportCommand, exportCommand } from './commands/export.js'
import { type InspectCommand, inspectCommand } from './commands/inspect.js'
import { presetsCommand } from './commands/presets.js'
import type { ReportCommand } from './commands/report.js'
import { robustnessCommand } from './commands/robustness.js'
import { trainCommand } from './commands/train.js'
import type { WatchCommand } from './commands/watch.js'
import { workerCommand } from './commands/worker.js'
import { addClusterLocal, addClusterStatus, addWorker } from './options/cluster.js'
import { example } from './options/common.js'
import { addAdapt, addBackends, addExport } from './options/learned.js'
import { addDoctor, addInspect, addReport, addWatch } from './options/looking.js'
import { addCompare, addEvaluate, addRobustness, addTrain } from './options/training.js'
import { versionOf } from './run/version.js'

/** What a command line asks for, by its options: the command's work, as what Commander calls. */
type Finish = <Options>(
  command: (options: Options & { readonly words: readonly string[] }) => Promise<number>,
) => (options: Options) => Promise<void>

/** Runs one command line, without the program's name; returns the exit code. Throws what is wrong with it. */
export async function runProgram(words: readonly string[]): Promise<number> {
  let exitCode = 0
  const program = makeProgram((command) => async (options) => {
    exitCode = await command({ ...options, words })
  })
  await program.parseAsync([...words], { from: 'user' })
  return exitCode
}

/** All commands with their options; what is asked of them goes to `finish`. */
export function makeProgram(finish: Finish): Command {
  const program = new Command('assent')
    .description('Gradient-based meta-learning, where tasks vote on the update.')
    .version(versionOf('@assent/cli'))
    .showSuggestionAfterError()
    .exitOverride()
  addInspect(program).action((data: string, options: Omit<InspectCommand, 'data'>) =>
    finish((given: Omit<InspectCommand, 'data'>) => inspectCommand({ ...given, data }))(options),
  )
  addTrain(program).action(finish(trainCommand))
  addEvaluate(program).action(finish(evaluateCommand))
  addCompare(program).action(finish(compareCommand))
  addRobustness(program).action(finish(robustnessCommand))
  addAdapt(program).action(finish(adaptCommand))
  addExport(program).action((run: string, options: Omit<ExportCommand, 'run'>) =>
    finish((given: Omit<ExportCommand, 'run'>) => exportCommand({ ...given, run }))(options),
  )
  addBackends(program).action(finish(backendsCommand))
  addReport(program).action((target: string, options: object) =>
    finish(async (given: Omit<ReportCommand, 'target'>) => {
      // Loaded only here: drawing charts takes a while to get ready.
      const { reportCommand } = await import('./commands/report.js')
      return reportCommand({ ...given, target })
    })(options as Omit<ReportCommand, 'target'>),
  )
  addWatch(program).action((run: string, options: object) =>
    finish(async (given: Omit<WatchCommand, 'run'>) => {
      const { watchCommand } = await import('./commands/watch.js')
      return watchCommand({ ...given, run })
    })(options as Omit<WatchCommand, 'run'>),
  )
  addDoctor(program).action((target: string | undefined, options: Omit<DoctorCommand, 'target'>) =>
    finish((given: Omit<DoctorCommand, 'target'>) => doctorCommand({ ...given, target }))(options),
  )
  addWorker(program).action(finish(workerCommand))
  const cluster = program.command('cluster').description('Workers on many machines: who is there, or a few on this one')
  addClusterStatus(cluster).action(finish(clusterStatusCommand))
  addClusterLocal(cluster).action(finish(clusterLocalCommand))
  program
    .command('presets')
    .description('The experiments that are ready to run')
    .option('--json', 'one JSON document on standard output')
    .addHelpText('after', example('assent presets'))
    .action(finish(presetsCommand))
  return program
}

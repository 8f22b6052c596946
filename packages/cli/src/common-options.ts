// Options that several commands share.

import { type Command, Option } from 'commander'
import { addValue, count, rate } from './arguments.js'

/** Examples at the end of a command's help. */
export const example = (...lines: string[]): string => `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`

export const weightingHelp = 'uniform, gradientAgreement, regularizedAgreement:mu=0.3, …, or package, package#export:key=value'
export const backendHelp = 'simd, simd-fma, wasm, node, cpu or reference'

/** Where images are, for experiments that need some. */
export function addData(command: Command): Command {
  return command
    .option('--data <path>', 'where the images lie, for tasks over images')
    .option('--cache <folder>', 'where images are kept once read; beside the data unless given')
}

/** The experiment. */
export function addSource(command: Command): Command {
  command
    .option('--preset <name>', 'an experiment that is ready to run; `assent presets` lists them')
    .option('--config <file>', 'a config file (assent.config.ts here, when no preset is given)')
    .option('--json', 'one JSON document on standard output; progress on standard error')
  addData(command)
  return addValue(command, '--shots <count>', 'examples to learn from in each test task', count)
}

/** The experiment, and how it is trained. */
export function addTraining(command: Command): Command {
  addSource(command)
  addValue(command, '--inner-rate <rate>', "the inner loop's rate", rate)
  addValue(command, '--inner-steps <count>', 'inner steps in training', count)
  addValue(command, '--steps <count>', 'meta-steps', count)
  addValue(command, '--tasks-per-step <count>', 'tasks that vote in each meta-step', count)
  addValue(command, '--episodes <count>', 'test episodes', count)
  addValue(command, '--checkpoint-every <count>', 'meta-steps between checkpoints', count)
  const vectors = 'what weightings compare: how far tasks moved, or what they propose; as the rule is stated unless given'
  command.addOption(new Option('--agree-on <vectors>', vectors).choices(['displacement', 'update']))
  return command.option('--out <folder>', 'where results go; runs/NAME unless given')
}

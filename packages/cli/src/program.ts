// The command line: what can be asked for, and its help.

import { Command, InvalidArgumentError, Option } from 'commander'
import { adaptCommand } from './commands/adapt.js'
import { compare } from './commands/compare.js'
import { doctor } from './commands/doctor.js'
import { evaluateCommand } from './commands/evaluate.js'
import { train } from './commands/train.js'
import { presets } from './presets/index.js'

/** Runs one command line, without the program's name; returns the exit code. Throws what is wrong with it. */
export async function runProgram(words: readonly string[]): Promise<number> {
  let exitCode = 0
  const finish =
    <Options>(command: (options: Options) => Promise<number>) =>
    async (options: Options) => {
      exitCode = await command(options)
    }
  const program = new Command('assent')
    .description('Gradient-based meta-learning, where tasks vote on the update.')
    .showSuggestionAfterError()
    .exitOverride()
  addTrain(program).action(finish(train))
  addEvaluate(program).action(finish(evaluateCommand))
  addCompare(program).action(finish(compare))
  addAdapt(program).action(finish(adaptCommand))
  program.command('doctor').description('What works on this machine').option('--json', 'one JSON document').action(finish(doctor))
  await program.parseAsync([...words], { from: 'user' })
  return exitCode
}

const number = (text: string): number => {
  const value = Number(text)
  if (text.trim() === '' || Number.isNaN(value)) throw new InvalidArgumentError('expected a number.')
  return value
}

const listOf =
  <Value>(parse: (text: string) => Value) =>
  (text: string): Value[] =>
    text.split(',').map(parse)

/** Commas also stand between a weighting's options, so `a:x=1,y=2,b` is two weightings. */
function weightingList(text: string): string[] {
  const list: string[] = []
  for (const part of text.split(',')) {
    const continues = part.includes('=') && !part.includes(':') && list.length > 0
    list.push(continues ? `${list.pop()},${part}` : part)
  }
  return list
}

function addSource(command: Command): Command {
  return command
    .option('--preset <name>', `one of ${Object.keys(presets).join(', ')}`)
    .option('--config <file>', 'a config file (assent.config.ts here, when no preset is given)')
    .option('--json', 'one JSON document on standard output; progress on standard error')
}

function addTraining(command: Command): Command {
  return addSource(command)
    .option('--inner-rate <rate>', "the inner loop's rate", number)
    .option('--inner-steps <count>', 'inner steps in training', number)
    .option('--steps <count>', 'meta-steps', number)
    .option('--tasks-per-step <count>', 'tasks that vote in each meta-step', number)
    .option('--episodes <count>', 'test episodes', number)
    .option('--checkpoint-every <count>', 'meta-steps between checkpoints', number)
    .option('--out <folder>', 'where results go')
}

const weightingHelp = 'of ours (uniform, gradientAgreement, regularizedAgreement:mu=0.3, …) or a package: name#export:key=value'

function addTrain(program: Command): Command {
  return addTraining(program.command('train').description('Meta-train, save as it goes, evaluate'))
    .option('--learner <name>', 'maml, fomaml or reptile')
    .option('--weighting <name>', weightingHelp)
    .option('--backend <name>', 'simd, wasm, cpu or reference')
    .option('--outer-rate <rate>', "the outer optimizer's rate", number)
    .option('--seed <number>', 'decides everything random', number)
    .option('--resume [folder]', 'go on with a stopped run')
    .option('--no-evaluate', 'do not evaluate at the end')
    .addHelpText(
      'after',
      `
Examples:
  assent train --preset tides
  assent train --preset quickdraw-5w1s --weighting regularizedAgreement:mu=0.3 --steps 2000
  assent train --resume runs/tides-maml-gradientAgreement-s1`,
    )
}

function addEvaluate(program: Command): Command {
  return addSource(program.command('evaluate').description('Judge a checkpoint on unseen tasks, beside the baselines'))
    .requiredOption('--checkpoint <file>', 'a checkpoint.safetensors')
    .addOption(new Option('--split <name>', 'which tasks').choices(['test', 'validation', 'train']).default('test'))
    .option('--backend <name>', 'simd, wasm, cpu or reference')
    .option('--episodes <count>', 'how many tasks', number)
    .option('--inner-steps <count>', 'steps to adapt, reported one by one', number)
    .addHelpText(
      'after',
      `
Example:
  assent evaluate --checkpoint runs/tides/checkpoint.safetensors --backend cpu`,
    )
}

function addCompare(program: Command): Command {
  return addTraining(program.command('compare').description('The same experiment several ways, over the same episodes'))
    .option('--learners <names>', 'comma-separated', listOf(String))
    .option('--weightings <names>', `comma-separated; each ${weightingHelp}`, weightingList)
    .option('--backends <names>', 'comma-separated', listOf(String))
    .option('--outer-rates <rates>', 'comma-separated; each method gets the one that validation tasks prefer', listOf(number))
    .option('--seeds <numbers>', 'comma-separated', listOf(number))
    .option('--resume', 'go on with a stopped comparison')
    .addHelpText(
      'after',
      `
Example:
  assent compare --preset sinusoid-paper --weightings uniform,gradientAgreement --outer-rates 0.3,1,3 --seeds 1,2,3`,
    )
}

function addAdapt(program: Command): Command {
  return addSource(program.command('adapt').description('Learn one new task from a few examples'))
    .requiredOption('--checkpoint <file>', 'a checkpoint.safetensors')
    .requiredOption(
      '--examples <file>',
      'JSON: {"support": {"x": [[…]], "y": [[…]]}, "query": {"x": [[…]]}}; y may be class numbers',
    )
    .option('--inner-steps <count>', 'steps to adapt', number)
    .option('--backend <name>', 'simd, wasm, cpu or reference')
}

// The command line: what can be asked for, and its help.

import { Command, Option } from 'commander'
import { addValue, count, listOf, names, positive, rate, weightingNames, wholeNumber } from './arguments.js'
import { adaptCommand } from './commands/adapt.js'
import { compareCommand } from './commands/compare.js'
import { doctorCommand } from './commands/doctor.js'
import { evaluateCommand } from './commands/evaluate.js'
import { trainCommand } from './commands/train.js'
import { presets } from './presets/index.js'
import { versionOf } from './run/run-folder.js'

/** Runs one command line, without the program's name; returns the exit code. Throws what is wrong with it. */
export async function runProgram(words: readonly string[]): Promise<number> {
  let exitCode = 0
  const finish =
    <Options>(command: (options: Options & { readonly words: readonly string[] }) => Promise<number>) =>
    async (options: Options) => {
      exitCode = await command({ ...options, words })
    }
  const program = new Command('assent')
    .description('Gradient-based meta-learning, where tasks vote on the update.')
    .version(versionOf('@assent/cli'))
    .showSuggestionAfterError()
    .exitOverride()
  addTrain(program).action(finish(trainCommand))
  addEvaluate(program).action(finish(evaluateCommand))
  addCompare(program).action(finish(compareCommand))
  addAdapt(program).action(finish(adaptCommand))
  program
    .command('doctor')
    .description('What works on this machine, found out by doing it')
    .option('--profile', 'where a meta-step spends its time and memory on the SIMD backend')
    .option('--preset <name>', 'the experiment to profile; sinusoid-maml unless given')
    .option('--json', 'one JSON document on standard output')
    .addHelpText('after', example('assent doctor', 'assent doctor --profile --preset quickdraw-5w1s'))
    .action(finish(doctorCommand))
  await program.parseAsync([...words], { from: 'user' })
  return exitCode
}

const example = (...lines: string[]): string => `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`

const weightingHelp = 'uniform, gradientAgreement, regularizedAgreement:mu=0.3, …, or package, package#export:key=value'
const backendHelp = 'simd, wasm, cpu or reference'

function addSource(command: Command): Command {
  command
    .option('--preset <name>', `one of ${Object.keys(presets).join(', ')}`)
    .option('--config <file>', 'a config file (assent.config.ts here, when no preset is given)')
    .option('--json', 'one JSON document on standard output; progress on standard error')
  return addValue(command, '--shots <count>', 'examples to learn from in each test task', count)
}

function addTraining(command: Command): Command {
  addSource(command)
  addValue(command, '--inner-rate <rate>', "the inner loop's rate", rate)
  addValue(command, '--inner-steps <count>', 'inner steps in training', count)
  addValue(command, '--steps <count>', 'meta-steps', count)
  addValue(command, '--tasks-per-step <count>', 'tasks that vote in each meta-step', count)
  addValue(command, '--episodes <count>', 'test episodes', count)
  addValue(command, '--checkpoint-every <count>', 'meta-steps between checkpoints', count)
  return command.option('--out <folder>', 'where results go; runs/NAME unless given')
}

function addTrain(program: Command): Command {
  const command = addTraining(program.command('train').description('Meta-train, save as it goes, evaluate'))
    .option('--learner <name>', 'maml, fomaml or reptile')
    .option('--weighting <name>', weightingHelp)
    .option('--backend <name>', backendHelp)
    .option('--resume [folder]', 'go on with a stopped run')
    .option('--no-evaluate', 'do not evaluate at the end')
    .addHelpText(
      'after',
      example(
        'assent train --preset tides',
        'assent train --preset quickdraw-5w1s --weighting regularizedAgreement --mu 0.3 --steps 2000',
        'assent train --preset tides --weighting my-package#myWeighting:temperature=0.5',
        'assent train --resume runs/tides-maml-uniform-s1',
      ),
    )
  addValue(command, '--mu <number>', 'μ of the weighting, for those that have one', positive)
  addValue(command, '--outer-rate <rate>', "the outer optimizer's rate", rate)
  return addValue(command, '--seed <number>', 'decides everything random', wholeNumber)
}

function addEvaluate(program: Command): Command {
  const command = addSource(program.command('evaluate').description('Judge a checkpoint on unseen tasks, beside the baselines'))
    .requiredOption('--checkpoint <file>', 'a checkpoint.safetensors')
    .addOption(new Option('--split <name>', 'which tasks').choices(['test', 'validation', 'train']).default('test'))
    .option('--backend <name>', backendHelp)
    .addHelpText('after', example('assent evaluate --checkpoint runs/tides-maml-uniform-s1/checkpoint.safetensors --backend cpu'))
  addValue(command, '--episodes <count>', 'how many tasks', count)
  return addValue(command, '--inner-steps <count>', 'steps to adapt, reported one by one', wholeNumber)
}

function addCompare(program: Command): Command {
  const command = addTraining(program.command('compare').description('The same experiment several ways, over the same episodes'))
    .option('--resume', 'go on with a stopped comparison')
    .addHelpText(
      'after',
      example(
        'assent compare --preset tides --steps 2500',
        'assent compare --preset sinusoid-paper --weightings uniform,gradientAgreement --outer-rates 0.3,1,3 --seeds 1,2,3',
        'assent compare --preset quickdraw-5w1s --learners maml,fomaml,reptile --weightings uniform',
      ),
    )
  addValue(command, '--learners <names>', 'comma-separated', names)
  addValue(command, '--weightings <names>', `comma-separated, each ${weightingHelp}`, weightingNames)
  addValue(command, '--backends <names>', 'comma-separated', names)
  const tuned = 'comma-separated; each method gets the one that validation tasks prefer'
  addValue(command, '--outer-rates <rates>', tuned, listOf(rate))
  return addValue(command, '--seeds <numbers>', 'comma-separated', listOf(wholeNumber))
}

function addAdapt(program: Command): Command {
  const command = addSource(program.command('adapt').description('Learn one new task from a few examples'))
    .requiredOption('--checkpoint <file>', 'a checkpoint.safetensors')
    .requiredOption('--examples <file>', 'the examples, JSON or CSV')
    .option('--backend <name>', backendHelp)
    .addHelpText(
      'after',
      `
The examples as JSON; y may be class numbers, counted from 0:
  {"support": {"x": [[0.1], [0.5]], "y": [[1.2], [0.3]]}, "query": {"x": [[0.2]]}}
or as CSV, with empty y where it is asked for:
  x,y
  0.1,1.2
  0.5,0.3
  0.2,
${example('assent adapt --checkpoint runs/tides-maml-uniform-s1/checkpoint.safetensors --examples harbor.csv')}`,
    )
  return addValue(command, '--inner-steps <count>', 'steps to adapt', wholeNumber)
}

// The command line: what can be asked for, and its help.

import { Command, Option } from 'commander'
import { addValue, count, listOf, names, partNames, text, wholeNumber } from './arguments.js'
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
import { addFlags, addQueue, addSource, addTraining, example, varied } from './common-options.js'
import { parseOuterRates } from './compare/outer-rates.js'
import { problemFlags, weightingHelp, workerFlags } from './config/flags.js'
import { spoilNames } from './config/spoil.js'
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

function addInspect(program: Command): Command {
  const command = program
    .command('inspect')
    .description('What is in a table, and an experiment over it, before any training')
    .argument('<data>', 'a csv, tsv, json or ndjson file')
    .option('--task <column>', 'what a task is: a person, a station, a machine')
    .option('--target <column>', 'what is to be predicted: numbers, or names of classes')
    .option('--json', 'one JSON document on standard output')
    .addHelpText('after', example('assent inspect rooms.csv', 'assent inspect rooms.csv --task room --target inside'))
  return addValue(command, '--inputs <columns>', 'comma-separated; all other columns of numbers unless given', names)
}

function addTrain(program: Command): Command {
  return addTraining(program.command('train').description('Meta-train, save as it goes, evaluate'))
    .option('--resume [folder]', 'go on with a stopped run')
    .option('--no-evaluate', 'do not evaluate at the end')
    .addHelpText(
      'after',
      example(
        'assent train --preset tides',
        'assent train --preset quickdraw-5w1s --weighting regularizedAgreement --mu 0.3 --steps 2000',
        'assent train --preset tides --weighting my-package#myWeighting:temperature=0.5',
        'assent train --preset omniglot-5w1s-maml --data FOLDER --weighting gradientAgreement',
        'assent train --resume runs/tides-maml-uniform-s1',
      ),
    )
}

function addEvaluate(program: Command): Command {
  const command = addSource(program.command('evaluate').description('Judge a checkpoint on unseen tasks, beside the baselines'))
    .requiredOption('--checkpoint <file>', 'a checkpoint.safetensors')
    .addOption(new Option('--split <name>', 'which tasks').choices(['test', 'validation', 'train']).default('test'))
    .addHelpText(
      'after',
      example(
        'assent evaluate --checkpoint runs/tides-maml-uniform-s1/checkpoint.safetensors --backend cpu',
        'assent evaluate --checkpoint runs/tides-maml-uniform-s1/checkpoint.safetensors --backends simd,wasm,cpu',
      ),
    )
  addFlags(command, ...problemFlags)
  addValue(command, '--backends <names>', 'comma-separated: how far their scores are apart, episode by episode', names)
  addValue(command, '--episodes <count>', 'how many tasks', count)
  return addValue(command, '--inner-steps <count>', 'steps to adapt, reported one by one', wholeNumber)
}

function addCompare(program: Command): Command {
  const command = addTraining(
    program.command('compare').description('The same experiment several ways, over the same episodes'),
    varied,
  ).addHelpText(
    'after',
    example(
      'assent compare --preset tides --steps 2500',
      'assent compare --preset sinusoid-paper --weightings uniform,gradientAgreement --outer-rates 0.3,1,3 --seeds 1,2,3',
      'assent compare --preset sinusoid-paper --weightings uniform,whitened --outer-rates 1,2,whitened=8,16 --extend-rates',
      'assent compare --preset quickdraw-5w1s --learners maml,fomaml,reptile --weightings uniform',
      'assent compare --preset sinusoid-paper --weightings uniform,normClip --spoil scaledTargets:factor=10,share=0.2',
    ),
  )
  return addGrid(command)
}

function addRobustness(program: Command): Command {
  const command = addTraining(
    program
      .command('robustness')
      .description('A comparison over bad training tasks of several kinds, judged on clean ones: which weightings survive what'),
    [...varied, 'spoil'],
  ).addHelpText(
    'after',
    example(
      'assent robustness --preset sinusoid-paper --outer-rates 0.5,1,2 --seeds 1,2,3 --jobs 2',
      'assent robustness --preset quickdraw-5w1s --spoils none,otherLabels:share=0.2 --weightings uniform,normClip',
    ),
  )
  addValue(
    command,
    '--spoils <ways>',
    `comma-separated: none, ${spoilNames.join(', ')}, with options; those that fit the tasks unless given`,
    partNames,
  )
  return addGrid(command)
}

/** What a comparison varies, and who makes it. */
function addGrid(command: Command): Command {
  command.option('--resume', 'go on with what was stopped')
  addValue(command, '--jobs <count>', 'processes that train side by side, to the same bytes; one unless given', count)
  command.option('--split', 'with --workers: they share each meta-batch, instead of training a cell each')
  addValue(command, '--learners <names>', 'comma-separated', partNames)
  addValue(command, '--weightings <names>', `comma-separated, each ${weightingHelp}`, partNames)
  addValue(command, '--backends <names>', 'comma-separated', names)
  const tuned = 'comma-separated; each method gets the one that validation tasks prefer; NAME=A,B for a method of its own'
  addValue(command, '--outer-rates <rates>', tuned, parseOuterRates)
  command.option('--extend-rates', 'more rates for a method whose best is the largest or smallest of them, or diverges')
  return addValue(command, '--seeds <numbers>', 'comma-separated', listOf(wholeNumber))
}

const onnxBatch = 'with --onnx: inputs that the file takes at once, always as many; 1 unless given'

function addAdapt(program: Command): Command {
  const command = addSource(program.command('adapt').description('Learn one new task from a few examples'))
    .requiredOption('--checkpoint <file>', 'a checkpoint.safetensors')
    .requiredOption('--examples <path>', 'the examples: JSON, CSV, or a folder of images')
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
or, for models of images, as a folder with a folder of images for each class, and beside them the images that are asked for.
${example(
  'assent adapt --checkpoint runs/tides-maml-uniform-s1/checkpoint.safetensors --examples harbor.csv',
  'assent adapt --checkpoint runs/tides-maml-uniform-s1/checkpoint.safetensors --examples harbor.csv --onnx harbor.onnx',
)}`,
    )
  addFlags(command, ...problemFlags)
  addValue(command, '--onnx <file>', 'also write the adapted model there, as an ONNX file', text)
  addValue(command, '--batch <count>', onnxBatch, count)
  return addValue(command, '--inner-steps <count>', 'steps to adapt', wholeNumber)
}

function addExport(program: Command): Command {
  const command = addSource(program.command('export').description('What was learned as one file, for apps'))
    .argument('<run>', 'the folder of a run, or a checkpoint')
    .addOption(
      new Option('--precision <name>', 'of the numbers in the file; what is lost is measured; float32 unless given').choices([
        'float32',
        'float16',
        'int8',
      ]),
    )
    .option('--onnx', 'an ONNX file of what was learned, before any inner step: it predicts, and adapts no more')
    .option('--out <file>', 'model.safetensors or model.onnx in the folder unless given')
    .option('--no-evaluate', 'do not judge the file')
    .addHelpText(
      'after',
      example(
        'assent export runs/tides-maml-uniform-s1',
        'assent export runs/tides-maml-uniform-s1 --precision int8',
        'assent export runs/tides-maml-uniform-s1 --onnx --batch 16',
      ),
    )
  addFlags(command, ...problemFlags)
  addValue(command, '--batch <count>', onnxBatch, count)
  addValue(command, '--episodes <count>', 'how many tasks the file is judged on', count)
  return addValue(command, '--inner-steps <count>', 'steps to adapt to a new task', wholeNumber)
}

function addBackends(program: Command): Command {
  const command = program
    .command('backends')
    .description('One experiment on every backend: how far they drift apart, and what they cost')
    .option('--preset <name>', 'an experiment that is ready to run; sinusoid-maml unless given')
    .option('--config <file>', 'a config file')
    .option('--against <name>', 'the backend to measure distances from; float64, and slow for images', 'reference')
    .option('--json', 'one JSON document on standard output; progress on standard error')
    .option('--out <file>', 'also write the document there')
    .addHelpText(
      'after',
      example(
        'assent backends',
        'assent backends --preset tides --backends simd,node --steps 1000 --out backends.json',
        'assent backends --preset quickdraw-5w1s --against simd --steps 10 --tasks-per-step 2',
      ),
    )
  addFlags(command, 'data', 'cache', 'tasksPerStep', 'seed')
  command.addOption(new Option('--steps <count>', 'meta-steps').default(100).argParser((text: string) => count(text, '--steps')))
  return addValue(command, '--backends <names>', 'comma-separated; all that are installed unless given', names)
}

function addReport(program: Command): Command {
  const command = program
    .command('report')
    .description('One self-contained page about a run or a comparison')
    .argument('<folder>', 'what train or compare wrote')
    .option('--out <file>', 'the page; report.html in the folder unless given')
    .option('--config <file>', 'the config file, when a run has parts that only it knows')
    .option('--date <text>', 'a date to show; none unless given, so that the same run gives the same page')
    .addHelpText(
      'after',
      example('assent report runs/tides-maml-uniform-s1', 'assent report runs/compare-tides --out tides.html'),
    )
  return addFlags(command, 'tasks', 'model', 'learner', 'backend', 'data', 'cache')
}

function addWatch(program: Command): Command {
  const command = program
    .command('watch')
    .description('A run that is going on, in a page on this machine: losses, votes, how far it is')
    .argument('<run>', 'the folder of a run')
    .addHelpText('after', example('assent watch runs/tides-maml-uniform-s1'))
  return addValue(command, '--port <number>', 'of this machine; a free one unless given', count)
}

function addDoctor(program: Command): Command {
  const command = program
    .command('doctor')
    .description('What works on this machine, found out by doing it; or whether a folder of results holds together')
    .argument('[folder]', 'of a run or a comparison: every file is checked, and what is wrong is said')
    .option('--profile', 'where a meta-step spends its time and memory on the SIMD backend')
    .option('--preset <name>', 'the experiment to profile; sinusoid-maml unless given')
    .option('--config <file>', 'a config file, to profile its experiment')
    .option('--json', 'one JSON document on standard output')
    .addHelpText(
      'after',
      example(
        'assent doctor',
        'assent doctor runs/tides-maml-uniform-s1',
        'assent doctor --profile --preset quickdraw-5w1s',
        'assent doctor --profile --preset omniglot-5w1s --data FOLDER',
      ),
    )
  return addFlags(command, 'data', 'cache')
}

function addWorker(program: Command): Command {
  const command = program
    .command('worker')
    .description(
      'Work for whoever trains or compares on a cluster; parts that are not of Assent, and data, have to be named here too',
    )
    .addHelpText(
      'after',
      example(
        'assent worker --queue redis://127.0.0.1:6379',
        'assent worker --queue rediss://run7@queue.example:6379 --cluster run7 --password-file run7.txt --hands 8',
        'assent worker --queue redis://127.0.0.1:6379 --data FOLDER',
      ),
    )
  addFlags(addQueue(command), ...workerFlags)
  return addValue(command, '--hands <count>', 'threads that compute; one unless given', count)
}

function addClusterStatus(cluster: Command): Command {
  const command = cluster
    .command('status')
    .description('Workers with their speed, runs with what waits, and what was refused')
    .option('--json', 'one JSON document on standard output')
    .addHelpText('after', example('assent cluster status --queue redis://127.0.0.1:6379'))
  return addQueue(command)
}

function addClusterLocal(cluster: Command): Command {
  const command = cluster
    .command('local')
    .description('A server and workers on this machine, to try it out')
    .addHelpText('after', example('assent cluster local --workers 2'))
  addValue(command, '--workers <count>', 'worker processes; 2 unless given', count)
  return addValue(command, '--port <number>', "the server's; 6379 unless given", count)
}

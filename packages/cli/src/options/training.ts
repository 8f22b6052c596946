// What trains and judges: `train`, `evaluate`, `compare`, `robustness`.

import { type Command, Option } from 'commander'
import { addValue, count, listOf, names, partNames, wholeNumber } from '../arguments.js'
import { parseOuterRates } from '../compare/outer-rates.js'
import { problemFlags, weightingHelp } from '../config/flags.js'
import { spoilNames } from '../config/spoil.js'
import { addFlags, addSource, addTraining, example, varied } from './common.js'

export function addTrain(program: Command): Command {
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

export function addEvaluate(program: Command): Command {
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

export function addCompare(program: Command): Command {
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

export function addRobustness(program: Command): Command {
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

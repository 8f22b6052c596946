// What looks at data, runs and installations: `inspect`, `report`, `watch`, `doctor`.

import type { Command } from 'commander'
import { addValue, count, names } from '../arguments.js'
import { addFlags, example } from './common.js'

export function addInspect(program: Command): Command {
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

export function addReport(program: Command): Command {
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

export function addWatch(program: Command): Command {
  const command = program
    .command('watch')
    .description('A run that is going on, in a page on this machine: losses, votes, how far it is')
    .argument('<run>', 'the folder of a run')
    .addHelpText('after', example('assent watch runs/tides-maml-uniform-s1'))
  return addValue(command, '--port <number>', 'of this machine; a free one unless given', count)
}

export function addDoctor(program: Command): Command {
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

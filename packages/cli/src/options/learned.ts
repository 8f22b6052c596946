// What uses what was learned: `adapt`, `export`, `backends`.

import { type Command, Option } from 'commander'
import { addValue, count, names, text, wholeNumber } from '../arguments.js'
import { problemFlags } from '../config/flags.js'
import { addFlags, addSource, example } from './common.js'

const onnxBatch = 'with --onnx: inputs that the file takes at once, always as many; 1 unless given'

export function addAdapt(program: Command): Command {
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

export function addExport(program: Command): Command {
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

export function addBackends(program: Command): Command {
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

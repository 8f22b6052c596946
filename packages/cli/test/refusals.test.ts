// Bad input: one clear message, and nothing half-written.

import { describe, expect, it } from 'vitest'
import { runProgram } from '../src/program.js'
import { lines, trainSmall, usePlace } from './support.js'

const place = usePlace()

describe('the command line', () => {
  it.each([
    [['--preset', 'tide'], /\[preset\] expected one of .*; found 'tide'; did you mean tides\?/],
    [['--preset', 'nothing-like-it'], /\[preset\] expected one of .*; found 'nothing-like-it'; correct the name/],
    [['--preset', 'tides', '--weighting', 'gradientAgrement'], /found 'gradientAgrement'; did you mean gradientAgreement\?/],
    [['--preset', 'tides', '--backend', 'smid'], /found 'smid'; did you mean simd\?/],
    [['--preset', 'tides', '--learner', 'mamal'], /found 'mamal'; did you mean maml\?/],
    [
      ['--preset', 'tides', '--weighting', '@nobody/nothing'],
      /an installed package; found '@nobody\/nothing'; npm install @nobody\/nothing, or/,
    ],
    [['--preset', 'tides', '--weighting', 'nobody-has-this#it'], /npm install nobody-has-this, or correct the name/],
    [['--preset', 'tides', '--weighting', './missing.js'], /\[weighting \.\/missing\.js\] expected a file; found none at/],
    [
      ['--preset', 'tides', '--weighting', 'regularizedAgreement:mu=0'],
      /\[regularizedAgreement\.mu\] expected a number above 0; found 0/,
    ],
    [['--preset', 'tides', '--weighting', 'regularizedAgreement:mu'], /expected key=value; found 'mu'/],
    [
      ['--preset', 'tides', '--weighting', 'regularizedAgreement'],
      /\[regularizedAgreement\.mu\] expected a number above 0; found undefined/,
    ],
    [['--preset', 'tides', '--weighting', 'uniform', '--mu', '1'], /\[option of uniform\] expected none; found 'mu'/],
    [
      ['--preset', 'tides', '--weighting', 'regularizedAgreement', '--mu', '0'],
      /\[--mu\] expected a finite number above 0; found '0'/,
    ],
    [['--preset', 'tides', '--inner-rate', '-1'], /\[--inner-rate\] expected a finite number of at least 0; found '-1'/],
    [['--preset', 'tides', '--outer-rate', '-0.5'], /\[--outer-rate\] expected a finite number of at least 0; found '-0\.5'/],
    [['--preset', 'tides', '--outer-rate', 'Infinity'], /\[--outer-rate\] .*found 'Infinity'/],
    [['--preset', 'tides', '--steps', '0'], /\[--steps\] expected a whole number of at least 1; found '0'/],
    [['--preset', 'tides', '--steps', 'many'], /\[--steps\] .*found 'many'/],
    [['--preset', 'tides', '--seed', '1.5'], /\[--seed\] expected a whole number of at least 0; found '1\.5'/],
    [['--preset', 'tides', '--shots', '73'], /\[tides\.shots\] expected at most 72/],
    [
      ['--preset', 'quickdraw-5w1s', '--shots', '90'],
      /expected at least 105 examples per validation class .*; found (100|99) in/,
    ],
    [['--config', 'missing.ts'], /\[--config\] expected a file; found none at/],
    [[], /expected --preset NAME, or a file assent\.config\.ts here/],
    [['--presett', 'tides'], /unknown option '--presett'\n\(Did you mean --preset\?\)/],
    [['--resume', 'no/run'], /\[no\/run\/run\.json\] expected a run; found no such file/],
  ])('train %j', async (words, message) => {
    await expect(runProgram(['train', '--out', 'deep/run', ...words])).rejects.toThrow(message)
    expect(place.has('deep')).toBe(false)
  })

  it('an unknown command', async () => {
    await expect(runProgram(['tran'])).rejects.toThrow(/unknown command 'tran'\n\(Did you mean train\?\)/)
  })
})

describe('tasks', () => {
  const shape = (change: string) =>
    lines().replace("kind: 'regression'", `kind: 'regression', ${change}`).replace('inputShape: [1], ', '')
  it.each([
    [
      'more classes than there are',
      "{ name: 'quickdraw', options: { ways: 99 } }",
      /\[quickdraw\.ways\] expected at most 52, the classes of the validation split; found 99/,
    ],
    [
      'values that are no numbers',
      lines('chance < 0.5 ? NaN : x'),
      /\[tasks lines, task slope .*, (support|query)\] expected finite values of y; found NaN in example 0; clean the data/,
    ],
    [
      'fewer values than the shape says',
      shape('inputShape: [2]'),
      /\[model mlp\] expected inputs of shape \[2\], as lines has; found \[1\]/,
    ],
    [
      'fewer examples than declared',
      lines().replace('support: 3', 'support: 4'),
      /expected 4 examples; found 3; correct the task source/,
    ],
  ])('with %s', async (_, tasks, message) => {
    place.write('c.mjs', `export default { preset: 'sinusoid-maml', metaSteps: 2, tasksPerStep: 8, tasks: ${tasks} }`)
    await expect(runProgram(['train', '--config', 'c.mjs', '--out', 'deep/run'])).rejects.toThrow(message)
    expect(place.has('deep')).toBe(false)
  })
})

describe('the output folder', () => {
  it('with another run', async () => {
    await trainSmall('--out', 'run', '--no-evaluate')
    const before = place.bytes('run/checkpoint.safetensors')
    await expect(trainSmall('--out', 'run')).rejects.toThrow(
      /\[--out\] expected a folder without a run; found a checkpoint in run; add --resume/,
    )
    await expect(trainSmall('--out', 'run', '--resume', '--seed', '9')).rejects.toThrow(
      /expected an experiment with seed 9; found 1/,
    )
    expect(place.bytes('run/checkpoint.safetensors')).toEqual(before)
  })

  it('that is a file', async () => {
    place.write('run', '')
    await expect(trainSmall('--out', 'run')).rejects.toThrow(/\[--out\] expected a folder that can be written to; found EEXIST/)
    await expect(trainSmall('--out', 'run/deeper')).rejects.toThrow(
      /\[--out\] expected a folder that can be written to; found (ENOTDIR|EEXIST)/, // as the version of Node names it
    )
  })
})

describe('a checkpoint', () => {
  const evaluate = (...words: string[]) =>
    runProgram(['evaluate', '--checkpoint', 'run/checkpoint.safetensors', '--episodes', '2', ...words])

  it('that is cut off, or changed by one bit', async () => {
    await trainSmall('--out', 'run', '--no-evaluate')
    const whole = place.bytes('run/checkpoint.safetensors')
    place.write('run/checkpoint.safetensors', whole.subarray(0, whole.length - 9))
    await expect(evaluate()).rejects.toThrow(/^\[run\/checkpoint\.safetensors\].*the file is cut off(,| or) damaged/)
    await expect(trainSmall('--out', 'run', '--resume')).rejects.toThrow(/the file is cut off(,| or) damaged/)
    whole[whole.length - 3] = (whole[whole.length - 3] as number) ^ 1
    place.write('run/checkpoint.safetensors', whole)
    await expect(evaluate()).rejects.toThrow(/expected checksum .*the file was changed or damaged/)
  })

  it('of another model, or none at all', async () => {
    await trainSmall('--out', 'run', '--no-evaluate')
    await expect(evaluate('--preset', 'tides')).rejects.toThrow(
      /expected a run with model\.settings\.sizes \[1,64,64,1\]; found \[1,40,40,1\]/,
    )
    await expect(evaluate('--preset', 'tides', '--checkpoint', 'none')).rejects.toThrow(
      /\[none\] expected a checkpoint; found no such file/,
    )
    place.write('run/run.json', '{')
    await expect(evaluate()).rejects.toThrow(/\[run\/run\.json\] expected JSON; found /)
    place.write('run/run.json', 'null')
    await expect(evaluate()).rejects.toThrow(/\[run\/run\.json\] expected what train or compare writes/)
  })
})

// `assent robustness`: the same comparison over bad training tasks of several kinds, judged on clean tasks.

import { join, resolve } from 'node:path'
import { fail } from '@assent/core'
import { prepareComparison } from '../compare/prepare.js'
import { renderRobustness, type Spoiled } from '../compare/render-robustness.js'
import { runComparison } from '../compare/run-comparison.js'
import { spoilTasks } from '../config/spoil.js'
import { showCommand } from '../output/command-text.js'
import { processTerminal, silent } from '../output/terminal.js'
import { showPath, toFileName } from '../run/files.js'
import { type CompareCommand, tellStopped } from './compare.js'

export interface RobustnessCommand extends Omit<CompareCommand, 'spoil'> {
  /** Ways in which training tasks are bad, and `none`. */
  readonly spoils?: readonly string[]
}

/** One of them clean, so that what bad tasks cost can be seen. */
const WAYS = {
  regression: [
    'none',
    'scaledTargets:share=0.05',
    'scaledTargets:share=0.2',
    'scaledTargets:share=0.4',
    'shuffledTargets',
    'negatedTargets',
  ],
  classification: ['none', 'otherLabels:share=0.05', 'otherLabels:share=0.2', 'otherLabels:share=0.4', 'shuffledTargets'],
} as const

/** Weightings that are meant for it, beside the average and agreement. */
const WEIGHTINGS = ['uniform', 'gradientAgreement', 'normClip', 'whitened:clip=true']

/** Runs the command; returns the exit code. */
export async function robustnessCommand({ spoils, ...given }: RobustnessCommand): Promise<number> {
  const { json = false } = given
  const terminal = processTerminal(json)
  const out = resolve(process.cwd(), given.out ?? `runs/robustness-${given.preset ?? 'config'}`)
  const options: CompareCommand = { ...given, weightings: given.weightings ?? WEIGHTINGS }
  const found: Spoiled[] = []
  const ways = await checkWays(options, spoils)
  for (const [index, way] of ways.entries()) {
    terminal.note(`${index + 1} of ${ways.length}: bad training tasks: ${way}`)
    const compared = await runComparison(withWay({ ...options, out: join(out, toFileName(way)) }, way), terminal)
    if (!compared) return tellStopped(given, terminal)
    found.push({ way, comparison: compared.comparison })
  }
  if (json) terminal.out(JSON.stringify({ finished: true, ways: found }))
  else terminal.out(`\n${renderRobustness(found)}\n\n${whatNext(found, out)}`)
  return 0
}

const withWay = (options: CompareCommand, way: string): CompareCommand => (way === 'none' ? options : { ...options, spoil: way })

/** What is wrong with any of them is said before the first is trained. */
async function checkWays(options: CompareCommand, spoils: readonly string[] | undefined): Promise<readonly string[]> {
  const { cells } = await prepareComparison(options, process.cwd(), silent)
  const tasks = cells.map(({ run }) => run.tasks)
  const ways = spoils ?? WAYS[tasks[0]?.kind ?? 'regression']
  const twice = ways.find((way, place) => ways.indexOf(way) !== place)
  if (twice !== undefined) fail('--spoils', 'each way once', `${twice} twice`, 'leave one out')
  for (const way of ways.filter((each) => each !== 'none')) for (const own of tasks) spoilTasks(own, way)
  return ways
}

function whatNext(found: readonly Spoiled[], out: string): string {
  const untuned = found.some(({ comparison }) => comparison.methods.some(({ trials }) => trials.length < 2))
  const folders = found.map(({ way }) => showPath(join(out, toFileName(way))))
  return [
    `numbers:    ${showPath(out)}`,
    ...(untuned
      ? ['next:       the same with --outer-rates A,B,C    each method at the rate that suits it, for each kind of bad tasks']
      : []),
    `${untuned ? '           ' : 'next:      '} ${showCommand(['report', folders.at(-1) ?? ''])}    (votes and curves on one page)`,
  ].join('\n')
}

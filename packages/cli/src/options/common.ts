// Options that several commands share.

import type { Command } from 'commander'
import { addValue, share } from '../arguments.js'
import { allFlags, type FlagName } from '../config/flags.js'

/** Examples at the end of a command's help. */
export const example = (...lines: string[]): string => `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`

/** Options that change the experiment. */
export function addFlags(command: Command, ...names: readonly FlagName[]): Command {
  for (const [name, { usage, help, parse }] of allFlags) if (names.includes(name)) addValue(command, usage, help, parse)
  return command
}

/** What a comparison varies, in lists of their own. */
export const varied: readonly FlagName[] = ['learner', 'weighting', 'mu', 'backend', 'outerRate', 'seed']

/** The experiment, before anything is changed. */
export function addSource(command: Command): Command {
  return command
    .option('--preset <name>', 'an experiment that is ready to run; `assent presets` lists them')
    .option('--config <file>', 'a config file (assent.config.ts here, when no preset is given)')
    .option('--json', 'one JSON document on standard output; progress on standard error')
}

/** The experiment, and how it is trained: all that can be changed, but for what the command varies itself. */
export function addTraining(command: Command, without: readonly FlagName[] = []): Command {
  const names = allFlags.map(([name]) => name)
  addFlags(addSource(command), ...names.filter((name) => !without.includes(name)))
  command.option(
    '--executor <name>',
    'who adapts the tasks: a package, as @assent/executor-threads:workers=2; this process unless given',
  )
  command.option('--workers <url>', 'adapt the tasks on the workers of a cluster: redis://host:port; see `assent worker --help`')
  addValue(
    command,
    '--audit <share>',
    'with --workers: the share of their answers that are computed again here; 0 unless given',
    share,
  )
  return addClusterAccess(command).option('--out <folder>', 'where results go; runs/NAME unless given')
}

/** A cluster's server, and how it is reached. */
export function addQueue(command: Command): Command {
  return addClusterAccess(command.requiredOption('--queue <url>', 'the server: redis://host:port, or rediss:// for TLS'))
}

/** How a cluster's server is reached, besides its address. */
function addClusterAccess(command: Command): Command {
  return command
    .option('--cluster <name>', "the cluster's name, with which all names on the server begin; assent unless given")
    .option('--password-file <file>', "a file with the server's password; ASSENT_QUEUE_PASSWORD unless given")
}

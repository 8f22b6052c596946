// What a cluster is made of: `worker`, `cluster status`, `cluster local`.

import type { Command } from 'commander'
import { addValue, count } from '../arguments.js'
import { workerFlags } from '../config/flags.js'
import { addFlags, addQueue, example } from './common.js'

export function addWorker(program: Command): Command {
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

export function addClusterStatus(cluster: Command): Command {
  const command = cluster
    .command('status')
    .description('Workers with their speed, runs with what waits, and what was refused')
    .option('--json', 'one JSON document on standard output')
    .addHelpText('after', example('assent cluster status --queue redis://127.0.0.1:6379'))
  return addQueue(command)
}

export function addClusterLocal(cluster: Command): Command {
  const command = cluster
    .command('local')
    .description('A server and workers on this machine, to try it out')
    .addHelpText('after', example('assent cluster local --workers 2'))
  addValue(command, '--workers <count>', 'worker processes; 2 unless given', count)
  return addValue(command, '--port <number>', "the server's; 6379 unless given", count)
}

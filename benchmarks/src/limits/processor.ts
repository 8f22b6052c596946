// Processors of one machine are not equally fast where others use it too, and a process stays on one for long.

import { spawnSync } from 'node:child_process'

/** Keeps a process, with all its threads, to the first processor. Returns whether the system has a command for that. */
export function keepToOneProcessor(processId: number): boolean {
  return spawnSync('taskset', ['-acp', '0', `${processId}`], { stdio: 'ignore' }).status === 0
}

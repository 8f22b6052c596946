// A folder in use is locked: a file in it says by whom. It is taken over when its process is gone, as after a crash.

import { closeSync, openSync, readFileSync, readlinkSync, rmSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fail } from '@assent/core'
import * as z from 'zod'
import { showCommand } from '../output/command-text.js'
import { prepareFolder, showPath } from './files.js'

const holderSchema = z.object({
  pid: z.number().int().positive(),
  /** The machine, and on Linux the namespace that the pid is counted in. */
  host: z.string(),
  /** When that process began, where the system says so: a pid may be given again. */
  began: z.string().nullable(),
  /** When the lock was taken. */
  since: z.string(),
  command: z.string(),
})

type Holder = z.infer<typeof holderSchema>

export interface Lock {
  /** @throws AssentError when somebody else took it */
  check(): void
  release(): void
}

/** How often a lock is looked at again that somebody is just taking or leaving. */
const TRIES = 50
const PAUSE_MILLISECONDS = 10

export const lockFile = (folder: string): string => join(folder, '.lock')

/**
 * Makes a folder, and locks it while `work` lasts; a folder that is empty then is taken back.
 *
 * @param words the command line, for whoever meets the lock
 * @throws AssentError when the folder cannot be written to, or of the kind `busy` when somebody else uses it
 */
export async function inLockedFolder<Result>(
  folder: string,
  words: readonly string[],
  work: (lock: Lock) => Promise<Result>,
): Promise<Result> {
  const undoFolder = prepareFolder(folder)
  try {
    const lock = lockFolder(folder, words)
    try {
      return await work(lock)
    } finally {
      lock.release()
    }
  } finally {
    undoFolder()
  }
}

/**
 * Locks a folder for this process.
 *
 * @param words the command line, for whoever meets the lock
 * @throws AssentError of the kind `busy`, naming the holder
 */
export function lockFolder(folder: string, words: readonly string[]): Lock {
  const file = lockFile(folder)
  const own = describeProcess(words)
  for (let left = TRIES; left > 0; left--) {
    if (create(file, own)) return hold(file, own)
    const holder = read(file)
    if (holder !== undefined && isAlive(holder)) refuse(folder, holder)
    // A lock that cannot be read is just being written, unless it stays so.
    if (holder !== undefined || left === 1) takeOver(file, holder, own)
    pause()
  }
  if (create(file, own)) return hold(file, own)
  return refuse(folder, read(file))
}

function hold(file: string, own: Holder): Lock {
  const isOwn = () => isSame(read(file), own)
  const release = () => {
    process.off('exit', release)
    if (isOwn()) rmSync(file, { force: true })
  }
  process.on('exit', release)
  const check = () => {
    if (!isOwn()) refuse(join(file, '..'), read(file))
  }
  return { check, release }
}

/** Removes the lock of a process that is gone. Whoever does it holds a second lock, so that no fresh one is removed. */
function takeOver(file: string, gone: Holder | undefined, own: Holder): void {
  const second = `${file}.takeover`
  if (!create(second, own)) {
    const other = read(second)
    if (other !== undefined && !isAlive(other)) rmSync(second, { force: true })
    return
  }
  try {
    if (isSame(read(file), gone)) rmSync(file, { force: true })
  } finally {
    rmSync(second, { force: true })
  }
}

/** Whether the file was not there, and now is. */
function create(file: string, own: Holder): boolean {
  try {
    const handle = openSync(file, 'wx')
    try {
      writeSync(handle, JSON.stringify(own))
    } finally {
      closeSync(handle)
    }
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    return fail(showPath(file), 'a file that can be written', error instanceof Error ? error.message : file, 'try again')
  }
}

/** Undefined when there is none, or none that can be read. */
function read(file: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}

function isSame(a: Holder | undefined, b: Holder | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** Whether its process may still be there; those of other machines cannot be asked. */
function isAlive({ pid, host, began }: Holder): boolean {
  if (host !== thisHost()) return true
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false
  }
  return began === beginningOf(pid)
}

function refuse(folder: string, holder: Holder | undefined): never {
  const where = showPath(folder)
  const found = holder
    ? `process ${holder.pid} on ${holder.host.split(' ')[0]} since ${holder.since}: ${holder.command}`
    : 'a lock that is written again and again'
  const remedy = `wait for it, or choose another folder; if it is gone for certain, remove ${showPath(lockFile(folder))}`
  return fail(where, 'a folder that nobody uses', found, remedy, 'busy')
}

/** Who uses a folder; undefined when nobody does. A lock whose process is gone is taken over by whoever comes next. */
export function describeHolder(folder: string): { readonly state: 'whole'; readonly detail: string } | undefined {
  const holder = read(lockFile(folder))
  if (!holder) return undefined
  const { pid, host, since, command } = holder
  const found = isAlive(holder) ? 'in use by' : 'left by'
  return { state: 'whole', detail: `${found} process ${pid} on ${host.split(' ')[0]} since ${since}: ${command}` }
}

function describeProcess(words: readonly string[]): Holder {
  const { pid } = process
  return { pid, host: thisHost(), began: beginningOf(pid), since: new Date().toISOString(), command: showCommand(words) }
}

function thisHost(): string {
  return [hostname(), attempt(() => readlinkSync('/proc/self/ns/pid'))].filter(Boolean).join(' ')
}

/** Ticks since the machine was started (field 22 of proc_pid_stat(5), after the name in parentheses), and which start that was. */
function beginningOf(pid: number): string | null {
  const boot = attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  return boot === null || stat === null ? null : `${boot} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`
}

function attempt<Result>(work: () => Result): Result | null {
  try {
    return work()
  } catch {
    return null
  }
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MILLISECONDS)
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}

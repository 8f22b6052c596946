// Files that are whole or not there: written beside their place, synced, then renamed.

import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmdirSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fail } from '@assent/core'

/** Writes a file so that a crash at any moment leaves the old one or the new one. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.part`
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  try {
    writeSynced(temporary, bytes)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    fail(
      showPath(path),
      'room to write it',
      error instanceof Error ? error.message : String(error),
      'what was there before stays',
    )
  }
  if (process.platform !== 'win32') syncFolder(dirname(path))
}

function writeSynced(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'w')
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Makes the rename itself last through a power cut. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/**
 * Makes a folder and finds out whether it can be written to, before any work is done. Returns how to take it back: the
 * folders that were made are removed as long as they are empty.
 *
 * @throws AssentError when it cannot be made or written to
 */
export function prepareFolder(folder: string): () => void {
  try {
    const first = makeFolders(folder)
    const probe = join(folder, `.probe-${process.pid}`)
    closeSync(openSync(probe, 'w'))
    rmSync(probe)
    return () => removeEmpty(folder, first)
  } catch (error) {
    return fail(
      '--out',
      'a folder that can be written to',
      error instanceof Error ? error.message : folder,
      'choose another folder',
    )
  }
}

/**
 * Makes a folder and those above it that are missing; returns the topmost that was made. One by one, as Node's recursive
 * `mkdir` never returns where a parent cannot be made, as below /proc.
 */
function makeFolders(folder: string): string | undefined {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return undefined
  const above = dirname(folder)
  const first = above === folder ? undefined : makeFolders(above)
  try {
    mkdirSync(folder)
  } catch (error) {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error
  }
  return first ?? folder
}

/** Removes `folder` and those above it up to `last`, until one is not empty. */
function removeEmpty(folder: string, last: string | undefined): void {
  if (last === undefined) return
  try {
    for (let path = folder; path.length >= last.length; path = dirname(path)) rmdirSync(path)
  } catch {
    // Something else was put there in the meantime.
  }
}

/** As a user would write it: relative where that is shorter. */
export function showPath(path: string): string {
  const short = relative(process.cwd(), path)
  return short.length < path.length ? short || '.' : path
}

/** Text that is safe as the name of a folder. */
export function toFileName(text: string): string {
  return text.replaceAll(/[^\w.=-]+/g, '_').replace(/^\.+/, '_')
}

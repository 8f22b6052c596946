// Files that are whole or not there: written beside their place, synced, then renamed.

import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fail } from '@assent/core'

/** Writes a file so that a crash at any moment leaves the old one or the new one. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.part`
  const file = openSync(temporary, 'w')
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(temporary, path)
  if (process.platform !== 'win32') syncFolder(dirname(path))
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

/** Makes a folder and finds out whether it can be written to, before any work is done. */
export function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
    const probe = join(folder, '.probe')
    closeSync(openSync(probe, 'w'))
    rmSync(probe)
  } catch (error) {
    fail('--out', 'a folder that can be written to', error instanceof Error ? error.message : folder, 'choose another folder')
  }
}

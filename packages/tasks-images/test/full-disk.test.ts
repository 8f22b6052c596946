// A disk that is full while images are packed: every write of the packed file goes to /dev/full.

import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import type * as FileSystem from 'node:fs/promises'
import { describe, expect, it, vi } from 'vitest'
import { layOut, open, png, temporaryFolder } from './fixtures.js'

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof FileSystem>()
  const openOnFull: typeof real.open = async (path, flags, mode) => {
    if (!String(path).endsWith('.half')) return real.open(path, flags, mode)
    writeFileSync(String(path), '')
    return real.open('/dev/full', 'w')
  }
  return { ...real, open: openOnFull }
})

describe.skipIf(!existsSync('/dev/full'))('a full disk', () => {
  it('is named while packing, and nothing half written is left', async () => {
    const [root, cache] = [layOut({ 'cat/1.png': await png([1, 2], 1, 2) }), temporaryFolder()]
    await expect(open(root, {}, { cache })).rejects.toThrow(
      /^\[images\.cache\] expected a folder to write to, with room for all pixels; found ENOSPC.*; set cache to another folder/,
    )
    expect(readdirSync(cache)).toEqual([])
  })
})

// The page and its workers' script, as a bundler makes them, on a port of this machine.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { type Site, serveFolder } from '../../../../test/serve-folder.js'

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))

export async function serveTrainings(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'assent-web-'))
  await build({
    entryPoints: ['page.ts', 'worker.ts'].map(path),
    bundle: true,
    outdir: folder,
    format: 'esm',
    platform: 'browser',
    conditions: ['assent-source'],
    alias: { vitest: path('no-vitest.ts') },
  })
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>test</title><script type="module" src="/page.js"></script>')
  const site = await serveFolder(folder)
  return {
    ...site,
    close: () => {
      site.close()
      rmSync(folder, { recursive: true })
    },
  }
}

#!/usr/bin/env node
// Hands over to @assent/cli where it is installed, beside the project or beside this package; else says how to get it.

import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The file of the command, as its package.json names it; undefined where it is not installed. */
function commandFrom(place) {
  const require = createRequire(place)
  try {
    const { bin } = require('@assent/cli/package.json')
    return join(dirname(require.resolve('@assent/cli/package.json')), bin.assent)
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}

const command = commandFrom(join(process.cwd(), 'package.json')) ?? commandFrom(import.meta.url)
if (command) await import(pathToFileURL(command))
else {
  const words = process.argv.slice(2).join(' ') || '--help'
  console.error(`The assent command comes with @assent/cli, which is not installed here. Install it and run this again:

  npm install @assent/cli
  npx assent ${words}`)
  process.exitCode = 1
}

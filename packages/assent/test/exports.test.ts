// The list of exports is written by hand; this is how it is kept complete.

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import * as assent from '../src/index.js'

const sourceOf = (name: string) => readFileSync(new URL(`../../${name}/src/index.ts`, import.meta.url), 'utf8')

/** Every name that an index exports, types included. */
function namesIn(source: string): string[] {
  const lists = [...source.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].map(([, list = '']) => list)
  return lists.flatMap((list) => list.split(',')).flatMap((name) => name.trim().replace(/^type /, '') || [])
}

it.each(['core', 'learners', 'models', 'optimizers', 'weightings'])('has all that @assent/%s exports', (name) => {
  const missing = namesIn(sourceOf(name)).filter((exported) => !namesIn(sourceOf('assent')).includes(exported))
  expect(namesIn(sourceOf(name)).length).toBeGreaterThan(3)
  expect(missing).toEqual([])
})

it('brings what a first run needs', () => {
  const names = ['metaTrain', 'evaluate', 'adapt', 'save', 'load', 'maml', 'mlp', 'adam', 'gradientAgreement']
  expect(Object.keys(assent)).toEqual(expect.arrayContaining(names))
})

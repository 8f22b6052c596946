// The page about this package shows what the stages make today.

import { readFileSync } from 'node:fs'
import { gradient, matMul, showProgram, square, sum, tanh, trace } from '@assent/autodiff'
import { expect, it } from 'vitest'
import { showPlan } from '../src/index.js'

it('prints the program and the plan as docs/from-a-program-to-bytes.md has them: paste what is found where they differ', () => {
  const page = readFileSync(new URL('../../../docs/from-a-program-to-bytes.md', import.meta.url), 'utf8').replaceAll('\r\n', '\n')
  const shown = [...page.matchAll(/^```text\n(.*?)\n```$/gms)].map(([, text]) => text)
  const inputs = { x: { shape: [6, 8], perTask: true }, w: { shape: [8, 8], perTask: false } }
  const program = trace(inputs, ({ x, w }) => {
    const loss = sum(square(tanh(matMul(x, w))))
    const [dw = loss] = gradient(loss, [w])
    return { loss, dw }
  })
  expect(shown).toEqual([showProgram(program), showPlan(program, 5)])
})

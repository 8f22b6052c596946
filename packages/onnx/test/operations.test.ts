// Every operation in ONNX Runtime, against the float64 reference, on the cases that backends are held to.

import { operationKinds, reference, step, trace } from '@assent/autodiff'
import { caseProgram, drawValues, operationCases, runProgram } from '@assent/testkit'
import { describe, expect, it } from 'vitest'
import { encodeModel } from '../src/protobuf.js'
import { translate } from '../src/translate.js'
import { expectClose } from './close.js'
import { isInstalled, runFile, skipsRuntime } from './runtime.js'

it.runIf(process.env.CI)('is tested where everything is', () => {
  expect(isInstalled, 'no onnxruntime-node: run npm run install:native').toBe(true)
})

/** What only derivatives compute. */
const refused = ['convolveImages', 'convolveFilters', 'place']

it('every operation is in a case', () => {
  const kinds = operationCases.flatMap((own) => caseProgram(own, 0).nodes.map(({ operation }) => operation.kind))
  expect([...new Set(kinds), ...refused].sort()).toEqual([...operationKinds].sort())
})

describe.skipIf(skipsRuntime)('in ONNX Runtime', () => {
  it('a gate is closed at 0, of either sign', async () => {
    const program = trace({ a: { shape: [4], perTask: true } }, ({ a }) => ({ y: step(a) }))
    const file = encodeModel({ graph: translate(program, new Map(), String), metadata: {} })
    const { y } = await runFile(file, { a: { shape: [4], values: [-1, 0, -0, 1e-30] } })
    expect(Array.from(y?.data ?? [])).toEqual([0, 0, 0, 1])
  })

  it.each(operationCases.map((own) => [own.name, own] as const))('%s', async (_, own) => {
    const program = caseProgram(own, 0)
    const values = drawValues(program, 1, own.above)
    const { value } = await runProgram(reference(), program, 1, values)
    const file = encodeModel({ graph: translate(program, new Map(), (port) => port), metadata: {} })
    const given = Object.fromEntries(program.inputs.map(({ name, shape }) => [name, { shape, values: values[name] ?? [] }]))
    for (const level of ['disabled', 'all'] as const) {
      const found = (await runFile(file, given, level)).value
      expect(found?.dims, level).toEqual(program.outputs[0]?.shape)
      expectClose(level, found?.data, value ?? [])
    }
  })
})

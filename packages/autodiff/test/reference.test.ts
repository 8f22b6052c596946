// The reference as a backend: what it holds, and what it refuses once disposed. Its numbers are checked elsewhere.

import { describe, expect, it } from 'vitest'
import { mul, reference, square, sum, tanh, trace } from '../src/index.js'

const program = trace({ x: { shape: [2, 3], perTask: true }, w: { shape: [3], perTask: false } }, ({ x, w }) => ({
  rows: tanh(square(square(mul(x, w)))),
  total: sum(x),
  shared: square(w),
}))

describe('the reference', () => {
  it('counts what it holds, and gives it back once', async () => {
    const backend = reference()
    const executable = await backend.compile(program, 2)
    // x 12, w 3, rows 12, total 2, shared 3 values; the three in between take turns with two buffers of 6, one task's worth.
    expect(backend.memory()).toEqual({ tensors: 7, bytes: 8 * (12 + 3 + 12 + 2 + 3 + 2 * 6) })
    executable.dispose()
    executable.dispose()
    expect(backend.memory()).toEqual({ tensors: 0, bytes: 0 })
  })

  it('is refused after dispose', async () => {
    const executable = await reference().compile(program, 2)
    executable.dispose()
    const message = '[executable] expected an executable in use; found one that was disposed; compile the program again'
    expect(() => executable.write('w', [1, 2, 3])).toThrow(message)
    expect(() => executable.rows('rows')).toThrow(message)
    await expect(executable.run()).rejects.toThrow(message)
    await expect(executable.read('rows')).rejects.toThrow(message)
  })

  it('has rows of outputs that differ from task to task only', async () => {
    const executable = await reference().compile(program, 2)
    expect(() => executable.rows('shared')).toThrow(
      '[rows of shared] expected an output that differs from task to task; found one that all tasks share; read it instead',
    )
    expect(executable.rows('rows')).toMatchObject({ tasks: 2, size: 6 })
  })

  it.each([
    ['x', [1, 2], '[input x] expected 12 values; found 2; pass 2 tasks'],
    ['w', [1, 2], '[input w] expected 3 values; found 2; pass one shared value'],
    ['v', [1, 2], '[executable] expected one of x, w; found v; use a name that the program declares'],
  ])('refuses to write %s = %s', async (name, values, message) => {
    const executable = await reference().compile(program, 2)
    expect(() => executable.write(name, values)).toThrow(message)
  })
})

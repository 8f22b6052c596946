// Mistakes that must end in a message, never in a number.

import { type Backend, mul, operationKinds, type Program, trace } from '@assent/autodiff'
import { expectRefusal, expectThat } from '../check.js'

function program(): Program {
  return trace({ x: { shape: [3], perTask: true }, w: { shape: [3], perTask: false } }, ({ x, w }) => ({
    y: mul(x, w),
    shared: mul(w, w),
  }))
}

/** Names and lengths that the program does not have, and executables that were disposed. */
export async function checkRefusals(backend: Backend): Promise<void> {
  const executable = await backend.compile(program(), 2)
  await expectRefusal('too few values', 'x', () => executable.write('x', [1, 2, 3]))
  await expectRefusal('too many values', 'x', () => executable.write('x', [1, 2, 3, 4, 5, 6, 7]))
  await expectRefusal('one value per task for a shared input', 'w', () => executable.write('w', [1, 2, 3, 4, 5, 6]))
  await expectRefusal('an unknown input', 'z', () => executable.write('z', [1, 2, 3, 4, 5, 6]))
  await expectRefusal('an output written to', 'y', () => executable.write('y', [1, 2, 3, 4, 5, 6]))
  executable.write('x', [1, 2, 3, 4, 5, 6])
  executable.write('w', [1, 2, 3])
  await executable.run()
  await expectRefusal('an unknown output', 'z', () => executable.read('z'))
  await expectRefusal('rows of an unknown output', 'z', () => executable.rows('z'))
  await expectRefusal('rows of an output that all tasks share', 'shared', () => executable.rows('shared'))
  executable.dispose()
  await expectRefusal('write after dispose', 'disposed', () => executable.write('w', [1, 2, 3]))
  await expectRefusal('run after dispose', 'disposed', () => executable.run())
  await expectRefusal('read after dispose', 'disposed', () => executable.read('y'))
}

/** A program with an operation that the backend does not declare. */
export async function checkMissingOperation(backend: Backend): Promise<void> {
  const whole = program()
  const unknown = { kind: 'bessel' } as never
  const foreign: Program = {
    ...whole,
    nodes: whole.nodes.map((node) => (node.operation.kind === 'mul' ? { ...node, operation: unknown } : node)),
  }
  await expectRefusal('an operation that it does not run, at compile', 'bessel', () => backend.compile(foreign, 2))
}

export async function checkDeclaredOperations(backend: Backend): Promise<void> {
  const unknown = [...backend.operations].filter((kind) => !operationKinds.includes(kind))
  expectThat(unknown.length === 0, 'operations of the closed list', unknown.join(), 'declare kinds of operationKinds only')
}

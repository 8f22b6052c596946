// A suite that cannot fail proves nothing: this one must catch backends that are broken in one place.

import { type Backend, type Executable, type Operation, type Program, reference } from '@assent/autodiff'
import { describe, expect, it } from 'vitest'
import { backendChecks } from '../src/index.js'
import { failedNames, failuresOf } from './failures.js'

/** The reference, with something else in the place of its parts. */
const broken = (change: (own: Backend) => Partial<Backend>): Backend => {
  const own = reference()
  return { ...own, ...change(own) }
}

const withPrograms = (change: (program: Program) => Program): Backend =>
  broken((own) => ({ compile: (program, tasks) => own.compile(change(program), tasks) }))

const withExecutables = (change: (own: Executable, program: Program, tasks: number) => Partial<Executable>): Backend =>
  broken((backend) => ({
    compile: async (program, tasks) => {
      const own = await backend.compile(program, tasks)
      return { ...own, ...change(own, program, tasks) }
    },
  }))

/** Every operation of one kind computed as another. */
const replacing = (kind: Operation['kind'], by: (operation: Operation) => object): Backend =>
  withPrograms((program) => ({
    ...program,
    nodes: program.nodes.map((node) =>
      node.operation.kind === kind ? { ...node, operation: by(node.operation) as Operation } : node,
    ),
  }))

/** What fails of all checks but those of single operations: they are many, and each test here breaks something else. */
const failedOf = (backend: Backend) =>
  failedNames(backendChecks(() => backend).filter(({ name }) => !name.endsWith('and its derivatives')))

describe('backendChecks', () => {
  it('pass the reference', async () => {
    expect(await failuresOf(backendChecks(reference))).toEqual([])
  })

  it.each<[string, Operation['kind'], (operation: Operation) => object, RegExp, RegExp]>([
    ['tanh', 'tanh', () => ({ kind: 'sigmoid' }), /^computes tanh/, /tanh|products? of products|mean squared error of a net/],
    ['the derivative of sqrt', 'rsqrt', () => ({ kind: 'sqrt' }), /^computes sqrt of \[5\]/, /sqrt|batchNorm|side by side/],
    [
      'a stride',
      'convolve',
      (operation) => ({ ...operation, strides: [1, 1] }),
      /^computes convolve .* stride 2/,
      /convol|averagePool/,
    ],
    [
      'the derivative of a convolution',
      'convolveImages',
      (operation) => ({ ...operation, before: [0, 0] }),
      /^computes convolve .* stride 1, same/,
      /convol|images as their own filters|averagePool/,
    ],
    ['a transposed product', 'matMul', (operation) => ({ ...operation, transposeB: false }), /second transposed/, /./],
  ])('catch a wrong kernel: %s', async (_, kind, by, some, every) => {
    const failed = await failedNames(backendChecks(() => replacing(kind, by)))
    expect(failed.some((name) => some.test(name))).toBe(true)
    expect(
      failed.filter((name) => !every.test(name) && name.startsWith('computes ') && !name.startsWith('computes a task')),
    ).toEqual([])
  })

  it('catch a kernel that loses NaN', async () => {
    const backend = withExecutables((own) => ({
      read: async (name) => (await own.read(name)).map((value) => (Number.isNaN(value) ? 0 : value)),
    }))
    const failed = await failedOf(backend)
    expect(failed).toContain('keeps what is not finite through relu')
    expect(failed).toContain('does not lose what is not finite in convolve')
  })

  it('catch inputs that are not written', async () => {
    const failed = await failedNames(backendChecks(() => withExecutables(() => ({ write: () => {} }))))
    expect(failed.filter((name) => name.startsWith('computes ')).length).toBeGreaterThan(100)
  })

  it('catch inputs that follow the array of the caller', async () => {
    const backend = withExecutables((own) => {
      const given = new Map<string, ArrayLike<number>>()
      return {
        write: (name, values) => {
          own.write(name, values)
          given.set(name, values)
        },
        run: () => {
          for (const [name, values] of given) own.write(name, values)
          return own.run()
        },
      }
    })
    expect(await failedOf(backend)).toEqual(['keeps inputs until they are written again'])
  })

  it('catch inputs that are gone after a run', async () => {
    const backend = withExecutables((own, { inputs }, tasks) => ({
      run: async () => {
        await own.run()
        const outputs = new Set(['input', 'sharedInput'])
        if (inputs.some(({ name }) => outputs.has(name))) return
        for (const { name, shape, perTask } of inputs) {
          own.write(name, new Float64Array(shape.reduce((size, length) => size * length, perTask ? tasks : 1)))
        }
      },
    }))
    expect(await failedOf(backend)).toContain('keeps inputs until they are written again')
  })

  it('catch programs that share their memory', async () => {
    let latest: Executable | undefined
    const backend = broken((own) => ({
      compile: async (program, tasks) => {
        const executable = await own.compile(program, tasks)
        latest = executable
        return { ...executable, read: (name) => (latest as Executable).read(name).catch(() => executable.read(name)) }
      },
    }))
    expect(await failedOf(backend)).toContain('runs programs side by side')
  })

  it('catch a task that depends on its company', async () => {
    const backend = withExecutables((own, _, tasks) => ({
      read: async (name) => (await own.read(name)).map((value) => value * (1 + tasks * 2 ** -50)),
    }))
    expect(await failedOf(backend)).toContain('computes a task to the same bits, whatever stands beside it')
  })

  it('catch numbers that differ from run to run', async () => {
    let runs = 0
    const backend = withExecutables((own) => ({
      run: async () => {
        await own.run()
        runs++
      },
      read: async (name) => (await own.read(name)).map((value) => value * (1 + runs * 2 ** -52)),
    }))
    expect(await failedOf(backend)).toContain('gives the same bytes twice')
  })

  it('catch a precision that is not the one declared', async () => {
    expect(await failedOf(broken(() => ({ precision: 'float32' })))).toContain('computes in the precision that it declares')
    const rounding = withExecutables((own) => ({ write: (name, values) => own.write(name, Float32Array.from(values)) }))
    expect(await failedOf(rounding)).toContain('computes in the precision that it declares')
  })

  it('catch a leak while running, and one after dispose', async () => {
    let leaked = 0
    expect(await failedOf(broken(() => ({ memory: () => ({ tensors: leaked++, bytes: 0 }) })))).toEqual(['leaves nothing behind'])
    expect(await failedOf(withExecutables(() => ({ dispose: () => {} })))).toEqual([
      'leaves nothing behind',
      'refuses what does not fit',
    ])
  })

  it('catch rows that read what has no weight', async () => {
    const backend = broken((own) => ({
      rows: (values, tasks) => ({
        ...own.rows(values, tasks),
        combine: async (coefficients, first = 0) => {
          const parts = await Promise.all(Array.from(coefficients, (_, i) => own.rows(values, tasks).combine([1], first + i)))
          return parts
            .map((part, i) => part.map((value) => value * coefficients[i]!))
            .reduce((a, b) => a.map((value, k) => value + b[k]!))
        },
      }),
    }))
    expect(await failedOf(backend)).toEqual(['multiplies and combines rows', 'keeps one bad row from spoiling the others'])
  })

  it('catch scores by row sums of the Gram matrix, which are not those of the combination to the bit', async () => {
    const backend = broken((own) => ({
      rows: (values, tasks) => {
        const rows = own.rows(values, tasks)
        const scores = async (coefficients: ArrayLike<number>) => {
          const gram = await rows.gram()
          const sum = (_: number, i: number) =>
            Array.from(coefficients).reduce((total, by, j) => total + by * gram[i * tasks + j]!, 0)
          return { scores: Float64Array.from({ length: tasks }, sum), squaredNorms: await rows.squaredNorms() }
        }
        return { ...rows, scores }
      },
    }))
    expect(await failedOf(backend)).toEqual(['multiplies and combines rows', 'keeps one bad row from spoiling the others'])
  })

  it('catch rows that are copied once', async () => {
    const backend = broken((own) => ({ rows: (values, tasks) => own.rows(values.slice(), tasks) }))
    expect(await failedOf(backend)).toEqual(['reads rows of an array anew'])
  })

  it('catch errors that do not say what was expected', async () => {
    const silent = broken((own) => ({
      compile: async (program, tasks) => {
        try {
          return await own.compile(program, tasks)
        } catch {
          throw new TypeError('kernel is not a function')
        }
      },
    }))
    expect(await failuresOf(backendChecks(() => silent))).toEqual([
      { name: 'refuses an operation that it lacks, by name', message: expect.stringContaining('found kernel is not a function') },
    ])
  })

  it('catch operations that are not of the list', async () => {
    const backend = broken((own) => ({ operations: new Set([...own.operations, 'bessel' as never]) }))
    expect(await failedOf(backend)).toContain('says which operations it runs')
  })
})

// Backends that are wrong in one place: the reference, with something else in the place of a part.

import { type Backend, type Executable, type Operation, type Program, type Rows, reference } from '@assent/autodiff'
import { backendChecks } from '../../src/index.js'
import type { Mutant } from './mutant.js'

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

/** What is read, changed. */
const reading = (change: (values: Float64Array, tasks: number) => ArrayLike<number>): Backend =>
  withExecutables((own, _, tasks) => ({
    read: async (name) => Float64Array.from(change(Float64Array.from(await own.read(name)), tasks)),
  }))

const withRows = (change: (own: Rows, values: Float64Array) => Partial<Rows>): Backend =>
  broken((own) => ({
    rows: (values, tasks) => ({ ...own.rows(values, tasks), ...change(own.rows(values, tasks), Float64Array.from(values)) }),
  }))

/** Every operation of one kind computed as another. */
const replacing = (kind: Operation['kind'], by: (operation: Operation) => object): Backend =>
  withPrograms((program) => ({
    ...program,
    nodes: program.nodes.map((node) =>
      node.operation.kind === kind ? { ...node, operation: by(node.operation) as Operation } : node,
    ),
  }))

/** Each second part of a concat that no output shows is the first again. */
const losingParts = withPrograms((program) => {
  const shown = new Set(program.outputs.map(({ node }) => node))
  return {
    ...program,
    nodes: program.nodes.map((node, id) => {
      const [first, second] = node.inputs as [number, number]
      if (node.operation.kind !== 'concat' || shown.has(id) || node.inputs.length !== 2 || node.perTask) return node
      const shapes = [first, second].map((input) => String(program.nodes[input]?.shape))
      return shapes[0] === shapes[1] ? { ...node, inputs: [first, first] } : node
    }),
  }
})

function countingRuns(change: (value: number, run: number) => number): Backend {
  let runs = 0
  return withExecutables((own) => ({
    run: async () => {
      await own.run()
      runs++
    },
    read: async (name) => (await own.read(name)).map((value) => change(value, runs)),
  }))
}

function followingCallers(): Backend {
  return withExecutables((own) => {
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
}

function forgettingInputs(): Backend {
  return withExecutables((own, { inputs }, tasks) => ({
    run: async () => {
      await own.run()
      if (inputs.some(({ name }) => name === 'input' || name === 'sharedInput')) return
      for (const { name, shape, perTask } of inputs) {
        own.write(name, new Float64Array(shape.reduce((size, length) => size * length, perTask ? tasks : 1)))
      }
    },
  }))
}

function sharingMemory(): Backend {
  let latest: Executable | undefined
  return broken((own) => ({
    compile: async (program, tasks) => {
      const executable = await own.compile(program, tasks)
      latest = executable
      return { ...executable, read: (name) => (latest as Executable).read(name).catch(() => executable.read(name)) }
    },
  }))
}

/** What two executables write goes to the one that was compiled last, where both know the name. */
function mixingInputs(): Backend {
  let latest: Executable | undefined
  return broken((own) => ({
    compile: async (program, tasks) => {
      const executable = await own.compile(program, tasks)
      const before = latest
      latest = executable
      return {
        ...executable,
        write: (name, values) => {
          executable.write(name, values)
          try {
            before?.write(name, values)
          } catch {
            // Another program has no such input, or was disposed.
          }
        },
      }
    },
  }))
}

function failingSilently(): Backend {
  return broken((own) => ({
    compile: async (program, tasks) => {
      try {
        return await own.compile(program, tasks)
      } catch {
        throw new TypeError('kernel is not a function')
      }
    },
  }))
}

function leaking(): Backend {
  let leaked = 0
  return broken(() => ({ memory: () => ({ tensors: leaked++, bytes: 0 }) }))
}

const smallest = 2 ** -1022
const moves = new Set(['concat', 'pad', 'reshape', 'transpose', 'slice'])

/** Moved values pass through an addition to 0. */
const addingZero = withExecutables((own, program) => {
  const moved = program.outputs.filter(({ node }) => moves.has(program.nodes[node]?.operation.kind ?? '')).map(({ name }) => name)
  return { read: async (name) => (await own.read(name)).map((value) => (moved.includes(name) ? value + 0 : value)) }
})

const own: Readonly<Record<string, readonly [backend: Backend, caughtBy: RegExp]>> = {
  'tanh is another function': [replacing('tanh', () => ({ kind: 'sigmoid' })), /^computes tanh/],
  'the derivative of sqrt is wrong': [replacing('rsqrt', () => ({ kind: 'sqrt' })), /^computes sqrt of \[5\]/],
  'strides are ignored': [
    replacing('convolve', (operation) => ({ ...operation, stride: 1, strides: [1, 1] })),
    /^computes convolve .* stride 2/,
  ],
  'a transposition is ignored': [
    replacing('matMul', (operation) => ({ ...operation, transposeB: false })),
    /^computes matMul .*second transposed/,
  ],
  'NaN becomes 0': [reading((values) => values.map((value) => (Number.isNaN(value) ? 0 : value))), /what is not finite/],
  'inputs are never written': [withExecutables(() => ({ write: () => {} })), /^computes add/],
  'inputs follow the array of the caller': [followingCallers(), /^keeps inputs until/],
  'inputs are gone after a run': [forgettingInputs(), /^keeps inputs until/],
  'programs share their memory': [sharingMemory(), /side by side/],
  'what one executable is given, another gets too': [mixingInputs(), /side by side|run in turns/],
  'a task depends on its company': [
    reading((values, tasks) => values.map((value) => value * (1 + tasks * 2 ** -50))),
    /^computes a task to the same bits/,
  ],
  'numbers differ from run to run': [countingRuns((value, run) => value * (1 + run * 2 ** -52)), /same bytes twice/],
  'the declared precision is another': [broken(() => ({ precision: 'float32' })), /in the precision that it declares/],
  'inputs are rounded': [
    withExecutables((own) => ({ write: (name, values) => own.write(name, Float32Array.from(values)) })),
    /in the precision that it declares/,
  ],
  'tensors leak while running': [leaking(), /leaves nothing behind/],
  'nothing is given back': [withExecutables(() => ({ dispose: () => {} })), /leaves nothing behind/],
  'an executable can be used after dispose': [
    withExecutables((own) => ({ dispose: () => {}, run: () => own.run() })),
    /refuses what does not fit/,
  ],
  'errors do not say what was expected': [failingSilently(), /operation that it lacks/],
  'an operation is declared that no list has': [
    broken((own) => ({ operations: new Set([...own.operations, 'bessel' as never]) })),
    /which operations it runs/,
  ],
  'values beyond the 2000th are wrong': [
    reading((values) => values.map((value, i) => (i < 2000 ? value : value * 1.01))),
    /^computes many values at once/,
  ],
  'values beyond the 4096th of a task are wrong': [
    reading((values, tasks) => values.map((value, i) => (i % (values.length / tasks) < 4096 ? value : value * 1.01))),
    /^computes many values at once/,
  ],
  '25 tasks are wrong': [
    reading((values, tasks) => (tasks === 25 ? values.map((value) => value * 1.001) : values)),
    /^computes any number of tasks/,
  ],
  'the last of 64 tasks is wrong': [
    reading((values, tasks) => (tasks < 64 ? values : values.map((value, i) => (i < (values.length * 63) / 64 ? value : 0)))),
    /^computes any number of tasks/,
  ],
  'the 60th run and all after it are wrong': [
    countingRuns((value, run) => (run < 60 ? value : value * 1.001)),
    /^computes the same for ever/,
  ],
  'denormals are flushed, and it does not say so': [
    reading((values) => values.map((value) => (Math.abs(value) < smallest ? 0 : value))),
    /^underflows gradually/,
  ],
  'denormals are lost where values only move': [
    broken((backend) => ({
      flushesDenormals: true,
      compile: reading((values) => values.map((value) => (Math.abs(value) < smallest ? 0 * value : value))).compile.bind(backend),
    })),
    /^moves values without/,
  ],
  '−0 loses its sign where values only move': [addingZero, /^moves values without/],
  '−0 loses its sign in arithmetic': [reading((values) => values.map((value) => value + 0)), /^gives zeros the sign/],
  'the first part of an inner concat lies where the second should': [losingParts, /random programs|of a concat/],
  'rows are read that have no weight': [
    broken((own) => ({
      rows: (values, tasks) => ({
        ...own.rows(values, tasks),
        combine: async (coefficients, first = 0) => {
          const all = Array.from(coefficients, (_, i) => own.rows(values, tasks).combine([1], first + i))
          const scaled = (await Promise.all(all)).map((part, i) => part.map((value) => value * (coefficients[i] as number)))
          return scaled.reduce((a, b) => a.map((value, k) => value + (b[k] as number)))
        },
      }),
    })),
    /^keeps one bad row/,
  ],
  'scores are row sums of the Gram matrix': [
    withRows((rows) => ({
      scores: async (coefficients) => {
        const gram = await rows.gram()
        const sum = (_: number, i: number) =>
          Array.from(coefficients).reduce((total, by, j) => total + by * (gram[i * rows.tasks + j] as number), 0)
        return { scores: Float64Array.from({ length: rows.tasks }, sum), squaredNorms: await rows.squaredNorms() }
      },
    })),
    /rows$/,
  ],
  'dots lose what is beyond the 4096th value': [
    withRows((_, values) => ({
      squaredNorms: async () => reference().rows(values.fill(0, 4096), values.length).squaredNorms(),
    })),
    /^multiplies and combines rows/,
  ],
  'rows are copied once': [
    broken((backend) => ({ rows: (values, tasks) => backend.rows(values.slice(), tasks) })),
    /^reads rows of an array anew/,
  ],
  'values of all tasks are those of the first': [
    reading((values, tasks) => values.map((_, i) => values[i % (values.length / tasks)] as number)),
    /^computes add of \[4\]/,
  ],
}

export const backendMutants: readonly Mutant[] = Object.entries(own).map(([name, [backend, caughtBy]]) => ({
  name,
  checks: backendChecks(() => backend),
  caughtBy,
}))

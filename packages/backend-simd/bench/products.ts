// Speed of single matrix products and convolutions, the best of many runs.

import { convolve, gradient, matMul, mul, type Program, portSize, sum, type Tensor, trace } from '@assent/autodiff'
import { simd } from '../src/index.js'

const [part = ''] = process.argv.slice(2)

async function time(name: string, program: Program, tasks: number, command: string): Promise<void> {
  if (!name.includes(part)) return
  const backend = await simd()
  const executable = await backend.compile(program, tasks)
  for (const port of program.inputs)
    executable.write(
      port.name,
      Float32Array.from({ length: portSize(port, tasks) }, (_, i) => Math.sin(i)),
    )
  let best = 0
  const started = performance.now()
  while (performance.now() - started < 400) {
    for (const { kernel, milliseconds, flops } of await executable.profile()) {
      if (kernel === command) best = Math.max(best, flops / milliseconds / 1e6)
    }
  }
  console.log(`${name.padEnd(44)} ${best.toFixed(1)} GF/s`)
}

function product(rows: number, inner: number, columns: number, transposeA: boolean, transposeB: boolean): Program {
  return trace(
    {
      a: { shape: transposeA ? [inner, rows] : [rows, inner], perTask: true },
      b: { shape: transposeB ? [columns, inner] : [inner, columns], perTask: true },
    },
    ({ a, b }) => ({ c: matMul(a, b, { transposeA, transposeB }) }),
  )
}

for (const [tasks, rows, inner, columns] of [
  [25, 10, 40, 40],
  [25, 40, 10, 40],
  [25, 10, 1, 40],
  [25, 10, 40, 1],
  [1, 128, 128, 128],
  [1, 256, 256, 256],
  [1, 512, 512, 512],
  [1, 1024, 1024, 1024],
] as const) {
  for (const [a, b] of [
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ] as const) {
    await time(
      `gemm ${tasks} of ${rows} × ${inner} × ${columns} ${a ? 'T' : 'N'}${b ? 'T' : 'N'}`,
      product(rows, inner, columns, a, b),
      tasks,
      'matMul',
    )
  }
}
for (const [size, channels, filters] of [
  [28, 1, 32],
  [14, 32, 32],
  [7, 32, 32],
  [3, 32, 32],
  [28, 64, 64],
  [14, 64, 64],
] as const) {
  const program = trace(
    {
      x: { shape: [25, size, size, channels], perTask: true },
      w: { shape: [3, 3, channels, filters], perTask: true },
      y: { shape: [25, size, size, filters], perTask: true },
    },
    ({ x, w, y }): { [name: string]: Tensor } => {
      const out = convolve(x, w)
      const [dx, dw] = gradient(sum(mul(out, y)), [x, w]) as [Tensor, Tensor]
      return { out, dx, dw }
    },
  )
  for (const command of ['convolve', 'convolveImages', 'convolveFilters']) {
    await time(`conv ${size} × ${size} × ${channels} → ${filters} ${command}`, program, 2, command)
  }
}

// Who takes part in timing a meta-step, and how each is started.

import { fileURLToPath } from 'node:url'
import type { Entrant } from '../peer/open.js'
import type { Work } from '../work/work.js'
import type { AssentOptions } from './assent.js'

/** A script that tsup put beside this one. */
function script(name: string, file: string, options: object): Entrant {
  const path = fileURLToPath(new URL(`./${file}.js`, import.meta.url))
  return { name, command: process.execPath, words: [path, JSON.stringify(options)] }
}

function ours(name: string, work: Work, options: Partial<AssentOptions>): Entrant {
  return script(name, 'assent', { work, backend: 'simd', workers: 1, whole: false, ...options })
}

function python(name: string, command: string, file: string, ...words: readonly string[]): Entrant {
  const path = fileURLToPath(new URL(`../peers/${file}`, import.meta.url))
  return { name, command, words: [path, ...words] }
}

export interface Field {
  readonly work: Work
  /** The work as a file, for other languages. */
  readonly file: string
  /** Processors that each contestant may use. */
  readonly threads: number
  /** The Python that has peers; none when undefined. */
  readonly peers: string | undefined
}

/** The first is what all others are compared with. */
export function entrantsFor({ work, file, threads, peers = 'python3' }: Field): Entrant[] {
  const loop = python('PyTorch, loop', peers, 'torch_peer.py', file, 'loop', `${threads}`)
  const pythons = [
    loop,
    python('PyTorch, torch.func', peers, 'torch_peer.py', file, 'func', `${threads}`),
    python('JAX', peers, 'jax_peer.py', file, `${threads}`),
  ]
  if (threads > 1) {
    const split = (backend: AssentOptions['backend']) =>
      ours(`Assent ${backend}, ${threads} workers`, work, { backend, workers: threads })
    return [split('simd'), split('simd-fma'), ...pythons]
  }
  const own = [
    ours('Assent simd', work, {}),
    ours('Assent simd, whole meta-step', work, { whole: true }),
    ours('Assent simd-fma', work, { backend: 'simd-fma' }),
  ]
  // With larger images the others take up to a minute for a step.
  if (work.image) return [...own, loop]
  return [
    ...own,
    ours('Assent wasm', work, { backend: 'wasm' }),
    ...(work.network === 'mlp' ? [ours('Assent cpu', work, { backend: 'cpu' })] : []),
    script('TensorFlow.js wasm, stock loop', 'stock-tfjs', { work }),
    script('jax-js', 'jax-js', { work }),
    ...pythons,
  ]
}

// The script of a worker, as its address says: a backend to serve, or something that goes wrong.

import { type Executable, fail } from '@assent/autodiff'
import { simd } from '@assent/backend-simd'
import { serve } from '../../src/web/index.js'
import { backends } from './training.js'

/** The SIMD backend, but for what its programs do when they run. */
const running = (before: () => unknown) => async () => {
  const own = await simd()
  return {
    ...own,
    compile: async (...given: Parameters<typeof own.compile>): Promise<Executable> => {
      const executable = await own.compile(...given)
      return {
        ...executable,
        run: async () => {
          await before()
          await executable.run()
        },
      }
    },
  }
}

const never = () => new Promise<never>(() => {})

const scripts: Readonly<Record<string, () => void>> = {
  simd: () => serve(simd),
  reference: () => serve(backends.reference),
  renamed: () => serve(backends.renamed),
  'a text': () => serve('simd' as never),
  unserved: () => {},
  broken: () => {
    throw new Error('out of order')
  },
  unopened: () => serve(never),
  closing: () =>
    serve(
      running(() => {
        close()
        return never()
      }),
    ),
  crashing: () =>
    serve(
      running(() => {
        setTimeout(() => {
          throw new Error('crash')
        })
        return never()
      }),
    ),
  diverging: () => serve(running(() => fail('kernel', 'finite values', 'NaN', 'lower the rate', 'diverged'))),
  strange: () =>
    serve(
      running(() => {
        throw new RangeError('out of it')
      }),
    ),
  endless: () =>
    serve(
      running(() => {
        for (;;);
      }),
    ),
  talking: () => {
    serve(running(() => postMessage({ progress: 1 })))
    postMessage('begun')
  },
}

scripts[decodeURIComponent(location.search.slice(1))]?.()

// One run over everything. Tests read the packages' sources, so only what tests built files needs a build.
// `npm run test:fast` leaves out the files named here, which take seconds each.

import { defineConfig } from 'vitest/config'

/** Whole commands, trainings, processes and every backend: each takes longer than three seconds on a quiet machine. */
const slow = [
  'apps/docs/test/pages.test.ts',
  'apps/playground/test/{doodles,firefox,page}.test.ts',
  'benchmarks/test/contestants.test.ts',
  'packages/backend-cpu/test/cpu.test.ts',
  'packages/backend-node/test/node.test.ts',
  'packages/backend-simd/test/{conformance,fma,operations}.test.ts',
  'packages/backend-wasm/test/wasm.test.ts',
  'packages/cli/test/{access,backends,cells,cluster,command,compare,jobs,not-installed,records,report,train,watch}.test.ts',
  'packages/create-assent/test/create.test.ts',
  'packages/executor-bullmq/test/{conformance,errands,faults,identity,refusals}.test.ts',
  'packages/executor-threads/test/{threads,web,web-firefox}.test.ts',
  'packages/report/test/page.test.ts',
  'packages/tasks-images/test/{mini-imagenet,refusals}.test.ts',
  'packages/learners/test/family.test.ts',
  'packages/testkit/test/{backend,mutants}.test.ts',
  'packages/weightings/test/relatives.test.ts',
  'test/{browser,conformance-backends,cross-backend,examples,fences,golden,pack,runtimes}.test.ts',
]
const all = ['{packages,apps,examples}/*/test/**/*.test.ts', '{benchmarks/,}test/**/*.test.ts']

const conditions = ['assent-source', 'module', 'node', 'development|production']

const project = (name: string, include: string[], exclude: string[]) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name,
    pool: 'threads' as const,
    include,
    exclude: ['**/node_modules/**', ...exclude],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})

export default defineConfig({
  test: {
    reporters: ['default', './tools/plain-reporter.mjs'],
    projects: [project('slow', slow, []), project('fast', all, slow)],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**'],
      exclude: ['**/*.generated.ts'],
      reporter: ['text-summary', 'html', 'lcov'],
    },
  },
})

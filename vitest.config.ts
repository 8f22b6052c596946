// One run over everything. Tests read the packages' sources, so only what tests built files needs a build.

import { defineConfig } from 'vitest/config'

const conditions = ['assent-source', 'module', 'node', 'development|production']

export default defineConfig({
  test: {
    reporters: ['default', './tools/plain-reporter.mjs'],
    projects: [
      {
        resolve: { conditions },
        ssr: { resolve: { conditions } },
        test: {
          name: 'node',
          pool: 'threads',
          include: ['{packages,examples}/*/test/**/*.test.ts', '{benchmarks/,}test/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})

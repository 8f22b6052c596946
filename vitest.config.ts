import { defineConfig } from 'vitest/config'

const conditions = ['assent-source', 'module', 'node', 'development|production']

export default defineConfig({
  test: {
    reporters: ['default'],
    projects: [
      {
        resolve: { conditions },
        ssr: { resolve: { conditions } },
        test: {
          name: 'node',
          pool: 'threads',
          include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts', 'examples/*/test/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
    ],
  },
})

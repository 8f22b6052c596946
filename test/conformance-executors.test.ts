// Executors through the suite that third parties use: this process, and worker threads, which run what is built.

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { reference } from '@assent/core'
import { inProcess } from '@assent/core/tools'
import { describeExecutor, executorChecks } from '@assent/testkit'
import { beforeAll, describe, expect, it } from 'vitest'

describeExecutor(inProcess(), reference())

/** Each check's name, with what it says where it fails. */
const program = `
  import { simd } from '@assent/backend-simd'
  import { threads } from '@assent/executor-threads'
  import { executorChecks } from '@assent/testkit'

  const said = {}
  for (const { name, run } of executorChecks(threads({ workers: 2 }), await simd())) {
    said[name] = await Promise.resolve().then(run).then(() => 'kept', ({ message }) => message)
  }
  console.log(JSON.stringify(said))
`

describe('executor threads', () => {
  let said: { readonly [check: string]: string } = {}

  beforeAll(async () => {
    const cwd = fileURLToPath(new URL('../packages/cli', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { cwd })
    said = JSON.parse(stdout)
  })

  it.each(executorChecks(inProcess(), reference()).map(({ name }) => name))('%s', (name) => expect(said[name]).toBe('kept'))
})

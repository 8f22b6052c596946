// A training on a cluster from the command line: the same bytes, through kills, with a password. Needs redis-server, as CI has it.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { skipsCluster, startServer, type TestServer } from '../../executor-bullmq/test/redis.js'
import { runProgram } from '../src/program.js'
import { command, runCommand, small, usePlace } from './support.js'

const place = usePlace()

let server: TestServer | undefined
let children: ChildProcess[] = []
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  children = []
  await server?.kill()
  vi.unstubAllEnvs()
})

/** A worker as a process, there when it says so. */
async function startWorker(url: string, words: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [command, 'worker', '--queue', url, ...words], {
    cwd: place.folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  const lines: string[] = []
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line)
      if (line.includes('is there')) resolve()
    })
    createInterface({ input: child.stderr }).on('line', (line) => lines.push(line))
    child.on('exit', () => reject(new Error(lines.join('\n'))))
  })
  return { child, lines }
}

const train = (...words: string[]) => ['train', ...small, '--steps', '30', '--no-evaluate', ...words]

describe.skipIf(skipsCluster)('train --workers', () => {
  it('has the bytes of one process, and says who works', async () => {
    server = await startServer()
    await startWorker(server.url, ['--hands', '2'])
    expect(await runProgram(train('--out', 'alone', '--weighting', 'gradientAgreement'))).toBe(0)
    expect(await runProgram(train('--out', 'together', '--weighting', 'gradientAgreement', '--workers', server.url))).toBe(0)
    expect(place.bytes('together/checkpoint.safetensors')).toEqual(place.bytes('alone/checkpoint.safetensors'))
    expect(place.printed).toMatch(/worker \w+-0 joined \(/)
    expect(place.printed).toMatch(/blocks of up to \d+ tasks; updates as (sums|rows), \d+ vectors through the server/)
  })

  it('goes on after kills of the command, to the same bytes', async () => {
    server = await startServer()
    await startWorker(server.url)
    expect(await runProgram(train('--out', 'alone', '--steps', '60'))).toBe(0)
    const words = train('--out', 'killed', '--steps', '60', '--checkpoint-every', '7', '--workers', server.url, '--resume')
    for (const after of ['step 12/60', 'step 30/60'])
      expect((await runCommand(place, words, { signal: 'SIGKILL', after })).code).toBeNull()
    const { code, error } = await runCommand(place, words)
    expect(code, error).toBe(0)
    expect(place.bytes('killed/checkpoint.safetensors')).toEqual(place.bytes('alone/checkpoint.safetensors'))
  })

  it('says how to go on, on the same cluster', async () => {
    server = await startServer()
    await startWorker(server.url, ['--cluster', 'mine'])
    const words = train('--steps', '3000', '--out', 'stopped', '--workers', server.url, '--cluster', 'mine')
    const { code, out } = await runCommand(place, words, { signal: 'SIGINT', after: 'step ' })
    expect(code).toBe(130)
    expect(out).toContain(`go on with: assent train --resume stopped --workers ${server.url} --cluster mine`)
  })
})

/** A model from a file, with a program's own rights where it is loaded. */
const model = `
import { mlp } from '@assent/models'
export const mine = () => ({ ...mlp({ sizes: [1, 8, 1], activation: 'tanh' }), name: 'mine', settings: {} })`

describe.skipIf(skipsCluster)('what drivers and workers name', () => {
  it('parts from elsewhere are loaded only where the worker names them too', async () => {
    server = await startServer()
    place.install()
    place.write('mine.mjs', model)
    const words = train('--out', 'foreign', '--model', './mine.mjs', '--workers', server.url)
    const { lines } = await startWorker(server.url)
    const refused = await runCommand(place, words)
    expect(refused.error).toMatch(
      /expected a worker at redis:.* that computes as this process does; found .*the model \.\/mine\.mjs/,
    )
    expect(lines.join('\n')).toMatch(/cannot serve run .*expected parts of Assent; found the model \.\/mine\.mjs/)
    await startWorker(server.url, ['--model', './mine.mjs'])
    expect(await runProgram(words)).toBe(0)
  })

  it('a part that is a value cannot be told to workers', async () => {
    place.install()
    place.write(
      'assent.config.mjs',
      `import { uniform } from '@assent/weightings'\nexport default { preset: 'sinusoid-maml', weighting: uniform() }`,
    )
    await expect(runProgram(['train', '--workers', 'redis://127.0.0.1:1'])).rejects.toThrow(
      /\[--workers\] expected parts by name, which workers can look up; found the weighting as a value of the config file/,
    )
  })

  it('a worker reads the data that it names, not those that the driver does', async () => {
    server = await startServer()
    const rows = Array.from({ length: 240 }, (_, row) => `t${row % 20},${row % 7},${(row % 20) * (row % 7)}`)
    place.write('table.csv', ['task,x,y', ...rows].join('\n'))
    const tasks = `{ name: 'table', options: { task: 'task', inputs: ['x'], target: 'y', shots: 3, queries: 3 } }`
    place.write('assent.config.mjs', `export default { preset: 'sinusoid-maml', tasks: ${tasks} }`)
    const options = ['--config', 'assent.config.mjs', '--steps', '3', '--no-evaluate', '--data', 'table.csv']
    const words = ['train', ...options, '--out', 'table', '--workers', server.url]
    const { lines } = await startWorker(server.url)
    const refused = await runCommand(place, words)
    expect(refused.error).toMatch(/found .*--data FILE/)
    expect(lines.join('\n')).toMatch(/cannot serve run .*--data/)
    await startWorker(server.url, ['--data', 'table.csv'])
    const { code, error } = await runCommand(place, words)
    expect(code, error).toBe(0)
  })
})

describe.skipIf(skipsCluster)('a password', () => {
  it('comes from a file or the environment, and is shown nowhere', async () => {
    server = await startServer('--requirepass', 'sesame')
    place.write('password.txt', 'sesame\n')
    const { lines } = await startWorker(server.url, [], { ASSENT_QUEUE_PASSWORD: 'sesame' })
    expect(await runProgram(train('--out', 'safe', '--workers', server.url, '--password-file', place.path('password.txt')))).toBe(
      0,
    )
    expect(place.printed + place.noted + lines.join('')).not.toContain('sesame')
    await expect(runProgram(train('--out', 'none', '--workers', server.url))).rejects.toThrow(
      /expected a user and a password that it knows/,
    )
    expect(place.has('none')).toBe(false)
  })
})

describe.skipIf(skipsCluster)('cluster status', () => {
  it('shows workers and runs, and as JSON', async () => {
    server = await startServer()
    const { child } = await startWorker(server.url, ['--hands', '3'])
    expect(await runProgram(['cluster', 'status', '--queue', server.url])).toBe(0)
    expect(place.printed).toContain(`${server.url}: 1 workers, 0 runs`)
    expect(place.printed).toMatch(new RegExp(`\\w{8} +\\S+ +${child.pid} +3 +0`))
    place.forget()
    expect(await runProgram(['cluster', 'status', '--queue', server.url, '--json'])).toBe(0)
    expect(JSON.parse(place.printed)).toMatchObject({ address: server.url, workers: [{ pid: child.pid, hands: 3 }], runs: [] })
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
    place.forget()
    expect(await runProgram(['cluster', 'status', '--queue', server.url])).toBe(0)
    expect(place.printed).toContain('0 workers')
  })
})

describe.skipIf(skipsCluster)('compare --workers', () => {
  it('has the bytes of one process', async () => {
    server = await startServer()
    await startWorker(server.url)
    const words = ['compare', ...small, '--steps', '6', '--weightings', 'uniform,whitened', '--seeds', '1']
    expect(await runProgram([...words, '--out', 'one'])).toBe(0)
    expect(await runProgram([...words, '--out', 'two', '--workers', server.url])).toBe(0)
    for (const cell of ['uniform', 'whitened']) {
      const file = `${cell}-s1/checkpoint.safetensors`
      expect(place.bytes(`two/${file}`)).toEqual(place.bytes(`one/${file}`))
    }
  })
})

// A training on a cluster while everything around it fails at random moments that follow from a seed: workers, driver and server
// are killed, workers freeze, the server is full or wiped, answers are late or damaged. Compares the final bytes with those of one
// process. `npm run check:cluster [-- --steps 300 --seed 1 --every 2]`

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Redis } from 'ioredis'
import { randomNumbers } from './killing.mjs'

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    /** Seconds between faults, on average. */
    every: { type: 'string', default: '2' },
  },
})
const path = (name) => fileURLToPath(new URL(name, import.meta.url))
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const root = mkdtempSync(join(tmpdir(), 'assent-cluster-'))
const random = randomNumbers(Number(values.seed))
for (let early = 0; early < 10; early++) random() // Small seeds begin with small numbers.
const port = await freePort()
const url = `redis://127.0.0.1:${port}`
const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: null, retryStrategy: () => 100 })
redis.on('error', () => {})

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port: free } = probe.address()
  probe.close()
  return free
}

/** Whether a process is gone. */
const isGone = (child) => child.exitCode !== null || child.signalCode !== null
let server
const startServer = async () => {
  const words = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  server = spawn('redis-server', words, { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const text of server.stdout) if (`${text}`.includes('Ready to accept')) break
  server.stdout.resume()
}
const startWorker = (env = {}) =>
  spawn(process.execPath, [path('../packages/executor-bullmq/test/worker.mjs'), url], {
    stdio: 'ignore',
    env: { ...process.env, TEST_ACT: 'slow', ...env },
  })
const startDriver = (folder, ...words) =>
  spawn(process.execPath, [path('cluster/drive.mjs'), folder, values.steps, ...words], { stdio: ['ignore', 'pipe', 'inherit'] })

/** What the driver prints, and how it ends. */
async function finish(driver) {
  let text = ''
  driver.stdout.on('data', (chunk) => {
    text += chunk
  })
  const [code] = await once(driver, 'exit')
  return { code, text: text.trim() }
}

const alone = await finish(startDriver(join(root, 'alone')))
console.log(`seed ${values.seed}, ${values.steps} meta-steps of 8 tasks; in one process: ${alone.text}`)

await startServer()
const workers = [startWorker(), startWorker()]
const folder = join(root, 'cluster')
let driver = startDriver(folder, url)
let outcome = finish(driver)

const any = () => Math.floor(random() * workers.length)
const replace = (place, env) => {
  workers[place] = startWorker(env)
}
const faults = {
  'worker killed': async () => {
    const place = any()
    workers[place].kill('SIGKILL')
    replace(place)
  },
  'all workers killed': async () => {
    for (const [place, worker] of workers.entries()) {
      worker.kill('SIGKILL')
      replace(place)
    }
  },
  'worker frozen for 3 s': async () => {
    const worker = workers[any()]
    worker.kill('SIGSTOP')
    setTimeout(() => worker.kill('SIGCONT'), 3000)
  },
  'worker with answers that are not finite': async () => {
    const place = any()
    workers[place].kill('SIGKILL')
    replace(place, { TEST_ACT: 'nan' })
    setTimeout(() => {
      workers[place].kill('SIGKILL')
      replace(place)
    }, 2000)
  },
  'thread that dies of its task': async () => {
    const place = any()
    workers[place].kill('SIGKILL')
    replace(place, { TEST_ACT: 'exit', TEST_AFTER: '3' })
  },
  'server killed, and empty 0.5 s later': async () => {
    server.kill('SIGKILL')
    await pause(500)
    await startServer()
  },
  'server wiped': () => redis.flushall(),
  'server full for 0.7 s': async () => {
    await redis.config('SET', 'maxmemory', '1')
    await pause(700)
    await redis.config('SET', 'maxmemory', '0')
  },
  'answer damaged': async () => {
    const answers = await redis.keys('assent:a:*')
    if (answers.length > 0) await redis.setrange(answers[0], 60, 'damage')
  },
  'driver killed': async () => {
    driver.kill('SIGKILL')
    await outcome
    driver = startDriver(folder, url)
    outcome = finish(driver)
  },
}
const thrown = Object.fromEntries(Object.keys(faults).map((name) => [name, 0]))
const started = performance.now()
while (!isGone(driver)) {
  // Times between faults that come independently of each other.
  await Promise.race([outcome, pause(-1000 * Number(values.every) * Math.log(random()))])
  if (isGone(driver)) break
  const names = Object.keys(faults)
  const name = names[Math.floor(random() * names.length)]
  thrown[name]++
  await faults[name]()
  // A worker that found no server when it was started has ended, with an error.
  for (const [place, worker] of workers.entries()) if (isGone(worker)) replace(place)
}
const { code, text } = await outcome
for (const [name, count] of Object.entries(thrown)) console.log(`${`${count}`.padStart(4)} × ${name}`)
const total = Object.values(thrown).reduce((sum, count) => sum + count, 0)
const seconds = ((performance.now() - started) / 1000).toFixed(0)
const same = code === 0 && text === alone.text
console.log(`${total} faults in ${seconds} s: ${same ? 'the same bytes' : `OTHER BYTES, or an end with code ${code}: ${text}`}`)
redis.disconnect()
for (const worker of workers) {
  worker.kill('SIGCONT')
  worker.kill('SIGKILL')
}
server.kill('SIGKILL')
rmSync(root, { recursive: true })
process.exitCode = same ? 0 : 1

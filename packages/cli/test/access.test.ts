// A cluster behind TLS, and for a user who may reach nothing else on its server: as the package's README has it. Needs
// redis-server and openssl, as CI has them. Reads the build.

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { skipsCluster, startServer, type TestServer } from '../../executor-bullmq/test/redis.js'
import { runProgram } from '../src/program.js'
import { command, small, usePlace } from './support.js'

const skips = skipsCluster || (spawnSync('openssl', ['version']).error !== undefined && !process.env.CI)

const place = usePlace()
let server: TestServer
let children: ChildProcess[] = []
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  children = []
  await server?.kill()
})

/** The command in a process of its own, with more in its environment. */
function start(words: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [command, ...words], { cwd: place.folder, env: { ...process.env, ...env } })
  children.push(child)
  const said = { text: '' }
  const hear = (chunk: Buffer) => {
    said.text += chunk.toString()
  }
  for (const stream of [child.stdout, child.stderr]) stream.on('data', hear)
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, text: said.text }))
  return { said, ended }
}

const train = (...words: string[]) => ['train', ...small, '--steps', '6', '--no-evaluate', ...words]
const compare = (...words: string[]) => ['compare', ...small, '--steps', '6', '--weightings', 'uniform', ...words]
const bytesOf = (folder: string) => place.bytes(`${folder}/checkpoint.safetensors`)

describe.skipIf(skips)('a user for one cluster', () => {
  const readme = readFileSync(new URL('../../executor-bullmq/README.md', import.meta.url), 'utf8')
  const [, rights = ''] = /`ACL SETUSER run7 ([^`]*)`/.exec(readme) ?? []
  beforeEach(async () => {
    server = await startServer()
    const admin = new Redis(server.url)
    await admin.call('ACL', 'SETUSER', 'run7', ...rights.replace('PASSWORD', 'sesame').split(' '))
    await admin.set('other:v:1', 'secret')
    admin.disconnect()
    place.write('run7.txt', 'sesame\n')
  })
  const access = () => {
    const url = server.url.replace('//', '//run7@')
    return { url, words: ['--cluster', 'run7', '--password-file', 'run7.txt'] }
  }

  it('trains and compares with the rights that the README gives', async () => {
    const { url, words } = access()
    const worker = start(['worker', '--queue', url, ...words])
    expect(await runProgram(train('--out', 'alone'))).toBe(0)
    expect(await start(train('--out', 'together', '--workers', url, ...words)).ended).toMatchObject({ code: 0 })
    expect(bytesOf('together')).toEqual(bytesOf('alone'))
    const compared = await start(compare('--out', 'cells', '--workers', url, ...words)).ended
    expect(compared, compared.text).toMatchObject({ code: 0 })
    const status = await start(['cluster', 'status', '--queue', url, ...words]).ended
    expect(status.text).toMatch(/1 workers, 0 runs/)
    expect(worker.said.text + compared.text).not.toContain('sesame')
  })

  it('reaches no other name on the server', async () => {
    const { url } = access()
    const { code, text } = await start(['cluster', 'status', '--queue', url, '--password-file', 'run7.txt']).ended
    expect(code).not.toBe(0)
    expect(text).toMatch(/expected a user with the rights that are needed; found NOPERM/)
    const own = new Redis(url.replace('run7@', 'run7:sesame@'), { lazyConnect: true })
    await expect(own.get('other:v:1')).rejects.toThrow(/NOPERM/)
    await expect(own.call('FLUSHALL')).rejects.toThrow(/NOPERM/)
    await expect(own.call('ACL', 'LIST')).rejects.toThrow(/NOPERM/)
    own.disconnect()
  })
})

describe.skipIf(skips)('rediss://', () => {
  /** A server that speaks TLS alone, with a certificate that only its own authority knows. */
  const startSafe = async () => {
    const own = [
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost',
    ]
    execFileSync('openssl', ['req', '-x509', ...own, '-keyout', place.path('key.pem'), '-out', place.path('cert.pem')], {
      stdio: 'ignore',
    })
    const files = ['--tls-cert-file', place.path('cert.pem'), '--tls-key-file', place.path('key.pem'), '--tls-auth-clients', 'no']
    server = await startServer('--port', '0', ...files, '--tls-port', '{port}')
    return server.url.replace('redis://127.0.0.1', 'rediss://localhost')
  }

  it('trains over TLS, to the same bytes', async () => {
    const url = await startSafe()
    const env = { NODE_EXTRA_CA_CERTS: place.path('cert.pem') }
    start(['worker', '--queue', url], env)
    expect(await runProgram(train('--out', 'alone'))).toBe(0)
    const { code, text } = await start(train('--out', 'together', '--workers', url), env).ended
    expect(code, text).toBe(0)
    expect(bytesOf('together')).toEqual(bytesOf('alone'))
  })

  it('a certificate that nobody vouches for, and a server without TLS where it is asked for, are refused in a sentence', async () => {
    const url = await startSafe()
    const unknown = await start(train('--out', 'unknown', '--workers', url)).ended
    expect(unknown.code).not.toBe(0)
    expect(unknown.text).toMatch(/\[the server rediss:\/\/localhost:\d+\] expected an answer; found .*certificate/)
    const plain = await start(train('--out', 'plain', '--workers', url.replace('rediss', 'redis'))).ended
    expect(plain.code).not.toBe(0)
    expect(plain.text).toMatch(/expected an answer; found /)
    expect(place.has('unknown')).toBe(false)
  })
})

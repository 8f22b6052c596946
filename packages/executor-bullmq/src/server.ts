// The Redis server that drivers and workers share: how it is reached, what is wrong when it does not answer, and never a password
// in a message.

import { AssentError, fail } from '@assent/autodiff'
import { Redis } from 'ioredis'

/** Where the server is. */
export interface ServerOptions {
  /** `redis://user@host:port`, or `rediss://` for TLS. Certificates of your own: NODE_EXTRA_CA_CERTS. */
  readonly url: string
  /** Better than one in the URL, which other users of the machine may see. */
  readonly password?: string | undefined
  /**
   * For how many seconds the server may be away, or full, before the work ends with an error.
   *
   * @defaultValue 60
   */
  readonly patience?: number | undefined
}

/** How every connection is made. */
export interface Connection {
  readonly host: string
  readonly port: number
  readonly db: number
  readonly username?: string
  readonly password?: string
  readonly tls?: { readonly servername: string }
  /** Commands wait for the server, however long it is away. */
  readonly maxRetriesPerRequest: null
  readonly retryStrategy: (times: number) => number
}

/** A connection to the server. */
export interface Server {
  /** The URL without user and password. */
  readonly address: string
  readonly redis: Redis
  /** For connections of BullMQ's own. */
  readonly connection: Connection
  readonly patience: number
  /**
   * Resolves as the command does, also when the server is away in between.
   *
   * @throws AssentError when it is away, or full, for longer than `patience`, or refuses the user
   */
  ask<Reply>(command: (redis: Redis) => Promise<Reply>): Promise<Reply>
  close(): void
}

const OLDEST = [6, 2] as const

/**
 * Connects.
 *
 * @throws AssentError when there is no server, when it refuses the user, or when it is too old
 */
export async function connect({ url, password, patience = 60 }: ServerOptions): Promise<Server> {
  const { address, connection } = readUrl(url, password)
  await examine(address, connection)
  const redis = new Redis(connection)
  const lost = watchLoss(redis, address, patience)
  return {
    address,
    redis,
    connection,
    patience,
    ask: (command) => Promise.race([lost.failure, untilRoom(address, patience, () => command(redis))]),
    close: () => {
      lost.stop()
      redis.disconnect()
    },
  }
}

function readUrl(url: string, password: string | undefined): { readonly address: string; readonly connection: Connection } {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined || !['redis:', 'rediss:'].includes(parsed.protocol) || parsed.hostname === '')
    return fail('the address of the server', 'redis://host:port, or rediss:// for TLS', showUrl(url), 'correct it')
  const { protocol, hostname, port, username, pathname } = parsed
  const secret = password ?? decodeURIComponent(parsed.password)
  return {
    address: `${protocol}//${parsed.host}`,
    connection: {
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: Number(port || 6379),
      db: Number(pathname.slice(1) || 0),
      ...(username && { username: decodeURIComponent(username) }),
      ...(secret && { password: secret }),
      ...(protocol === 'rediss:' && { tls: { servername: hostname } }),
      maxRetriesPerRequest: null,
      retryStrategy: (times) => Math.min(1000, 50 * 2 ** times),
    },
  }
}

/** Whatever the text is, what may be a password is not in it. */
function showUrl(url: string): string {
  return `'${url.replace(/\/\/[^@]*@/, '//…@')}'`
}

/** How long whatever is at the address may take to show that it is a server, in milliseconds. */
const FIRST_ANSWER = 5000

/** Looks at the server once, to say at the start what is wrong with it. */
async function examine(address: string, connection: Connection): Promise<void> {
  const redis = new Redis({ ...connection, lazyConnect: true, retryStrategy: () => null, connectTimeout: FIRST_ANSWER })
  let reason: Error | undefined
  redis.on('error', (error: Error) => {
    reason ??= error
  })
  const late = setTimeout(() => {
    reason ??= new Error(`no answer for ${FIRST_ANSWER} ms: ETIMEDOUT`)
    redis.disconnect()
  }, FIRST_ANSWER)
  try {
    await redis.connect()
    checkVersion(address, await redis.info('server'))
  } catch (error) {
    throw explain(address, reason ?? error)
  } finally {
    clearTimeout(late)
    redis.disconnect()
  }
}

function checkVersion(address: string, info: string): void {
  const found = /^redis_version:(\d+)\.(\d+)/m.exec(info)
  const [major, minor] = [Number(found?.[1] ?? 0), Number(found?.[2] ?? 0)]
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return
  const expected = `Redis ${OLDEST.join('.')} or later, or Valkey`
  fail(`the server ${address}`, expected, found ? `Redis ${major}.${minor}` : 'another server', 'install a newer one')
}

/** In the words of this package. */
export function explain(address: string, error: unknown): Error {
  if (error instanceof AssentError) return error
  const text = error instanceof Error ? error.message : String(error)
  const complain = (expected: string, found: string, remedy: string, kind?: 'missing' | 'refused') =>
    new AssentError({ where: `the server ${address}`, expected, found, remedy }, kind)
  if (/WRONGPASS|NOAUTH|invalid password|AUTH/.test(text))
    return complain('a user and a password that it knows', text, 'set ASSENT_QUEUE_PASSWORD, or correct the user in the address')
  if (/NOPERM/.test(text)) return complain('a user with the rights that are needed', text, 'give it those of the README')
  if (isFull(error))
    return complain('memory for what is sent', text, 'raise its maxmemory, or send less: larger blocks, fewer tasks')
  const isNetwork = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|EHOSTUNREACH|closed|certificate|SSL|TLS/i.test(text)
  if (isNetwork) return complain('an answer', text, 'start it, or correct the address', 'missing')
  return error instanceof Error ? error : new Error(text)
}

/** A transaction says only among its `previousErrors` why it was not carried out. */
function isFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const before: unknown = 'previousErrors' in error ? error.previousErrors : []
  return /\bOOM\b|maxmemory/.test(error.message) || (Array.isArray(before) && before.some(isFull))
}

/** Tries again while the server is full, ever more slowly. */
async function untilRoom<Reply>(address: string, patience: number, command: () => Promise<Reply>): Promise<Reply> {
  const until = performance.now() + 1000 * patience
  for (let pause = 50; ; pause = Math.min(2000, 2 * pause)) {
    try {
      return await command()
    } catch (error) {
      if (!isFull(error) || performance.now() + pause > until) throw explain(address, error)
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
}

/** A transaction's own error, or the first of its commands'. */
export async function settled(transaction: Promise<[Error | null, unknown][] | null>): Promise<unknown[]> {
  const replies = (await transaction) ?? []
  for (const [error] of replies) if (error) throw error
  return replies.map(([, reply]) => reply)
}

/** Rejects when the server has been away for too long; commands wait for it meanwhile. */
function watchLoss(redis: Redis, address: string, patience: number) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let reason = 'the connection was closed'
  let onClose = () => {}
  const forget = () => {
    clearTimeout(timer)
    timer = undefined
  }
  const failure = new Promise<never>((_, reject) => {
    const giveUp = () =>
      reject(
        new AssentError(
          {
            where: `the server ${address}`,
            expected: `an answer within ${patience} s`,
            found: reason,
            remedy: 'start it again, and resume the run from its checkpoint',
          },
          'missing',
        ),
      )
    onClose = () => {
      if (Number.isFinite(patience)) timer ??= setTimeout(giveUp, 1000 * patience)
    }
    redis.on('close', onClose)
    redis.on('error', (error: Error) => {
      reason = error.message
    })
    redis.on('ready', forget)
  })
  failure.catch(() => {}) // Whoever asks next gets it.
  const stop = () => {
    forget()
    redis.off('close', onClose)
  }
  return { failure, stop }
}

// Records of the example's logs service on their way to a backend: through a real queue, in
// `wrangler dev`, with the configuration that the README tells to add.

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { gunzipSync } from 'node:zlib'

import { configuration, jsonc, README, service, token, until, worker } from './running.mjs'
import { logsService } from './support.mjs'

const at = logsService()

/** Another configuration of the service. */
const ONLY = 'services/logs/only.jsonc'

/** What the backend answers to requests with a certain record; all others are passed on to `linestamp serve`. */
const answers = []
/** The requests that came to the backend: how, and with which records. */
const requests = []
/** What came to the dead-letter queue. */
const dead = []

/** The bytes of a request. */
async function bytesOf(request) {
  const parts = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts)
}

const servers = []
after(() => {
  for (const server of servers) {
    server.close()
    server.closeAllConnections()
  }
})

/** A server on a port that the system chooses, gone when the tests are done; its address. */
function serve(handle) {
  const server = createServer((request, response) => {
    handle(request, response).catch((cause) => response.writeHead(500).end(String(cause)))
  })
  servers.push(server)
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`))
  })
}

/**
 * A Worker beside it: a caller over RPC, who can have the database fail, and the consumer of the
 * dead-letter queue. It is the one that has HTTP.
 */
const caller = (config, grave) => ({
  'caller/wrangler.jsonc': JSON.stringify({
    name: 'caller', main: 'caller.mjs', compatibility_date: '2026-11-01',
    services: [{ binding: 'LOGS', service: 'acme-logs', entrypoint: 'LogsService' }, { binding: 'API', service: 'acme-logs' },
      { binding: 'ONLY', service: 'acme-logs-only' }],
    d1_databases: config.d1_databases.map(({ migrations_dir: _, ...database }) => database),
    queues: { consumers: [{ queue: 'acme-logs-dead', max_batch_timeout: 1 }] },
  }),
  'caller/caller.mjs': `const CALLS = {
  '/write': async (env, request) => env.LOGS.write(await request.json()),
  '/stats': (env) => env.LOGS.stats(),
  '/fail': (env) => env.DB.exec("CREATE TRIGGER away BEFORE INSERT ON logs BEGIN SELECT RAISE(ABORT, 'away'); END"),
  '/mend': (env) => env.DB.exec('DROP TRIGGER away'),
}
export default {
  async fetch(request, env) {
    const { origin, pathname } = new URL(request.url)
    if (pathname.startsWith('/only/')) return env.ONLY.fetch(new Request(origin + pathname.slice(5), request))
    const call = CALLS[pathname]
    return call ? Response.json(await call(env, request) ?? null) : env.API.fetch(request)
  },
  async queue(batch) {
    await fetch('${grave}', { method: 'POST', body: JSON.stringify(batch.messages.map(({ body }) => body)) })
  },
}
`,
})

let backend, edge, read

before(async () => {
  const tokens = { into: await token(at, 'into', 'ingest'), read: await token(at, 'read', 'read') }
  const rust = await service(at)
  const front = await serve(async (request, response) => {
    const body = await bytesOf(request)
    const records = gunzipSync(body).toString().trim().split('\n').map((line) => JSON.parse(line))
    const answer = answers.find(({ id, left }) => left > 0 && records.some((record) => record.id === id))
    requests.push({ records, headers: request.headers, url: request.url, at: performance.now(), status: answer?.status })
    if (answer) {
      answer.left -= 1
      return response.writeHead(answer.status, answer.headers).end(answer.body)
    }
    const { authorization, 'content-type': type, 'content-encoding': encoding } = request.headers
    const headers = { authorization, 'content-type': type, 'content-encoding': encoding }
    const passed = await fetch(rust + request.url, { method: 'POST', headers, body })
    response.writeHead(passed.status, { 'content-type': 'application/json' }).end(await passed.text())
  })
  const grave = await serve(async (request, response) => {
    dead.push(...JSON.parse((await bytesOf(request)).toString()))
    response.end()
  })
  const config = configured()
  at.put({ ...caller(config, grave), [ONLY]: JSON.stringify(only(config)) })
  const secrets = { FORWARD_URL: `${front}/v1/records`, FORWARD_AUTHORIZATION: `Bearer ${tokens.into}` }
  edge = await worker(at, { config, secrets, first: ['caller/wrangler.jsonc', ONLY] })
  backend = rust
  read = { authorization: `Bearer ${tokens.read}` }
})

/** The service's configuration with what the README says, and waits that a test can wait for. */
function configured() {
  const [, snippet] = /```jsonc\n( *"queues": \{[^]*?)```/.exec(README)
  const { queues } = jsonc(`{${snippet}}`)
  const [consumer] = queues.consumers
  assert.equal(consumer.dead_letter_queue, 'acme-logs-dead')
  Object.assign(consumer, { max_batch_timeout: 1, max_retries: 3 })
  return { ...configuration(at), name: 'acme-logs', queues }
}

/** Another such service, which leaves all to the backend. */
function only({ vars, queues: { producers }, ...config }) {
  return { ...config, name: 'acme-logs-only', vars: { ...vars, FORWARD_ONLY: 'true' }, queues: { producers } }
}

/** Has the backend answer so to requests with this record, so many times. */
function plan(id, status, { headers = {}, body = 'not now', times = 1 } = {}) {
  answers.push({ id, status, headers, body, left: times })
}

/** The requests with a record. */
const triesOf = (id) => requests.filter(({ records }) => records.some((record) => record.id === id))

const record = (id, more = {}) => ({
  id, timestamp: Date.UTC(2025, 10, 13), level: 'info', service: 'executor', environment: 'production', message: `message ${id}`, ...more,
})

const write = (...records) => writeTo('', ...records)

async function writeTo(below, ...records) {
  const body = records.map((item) => JSON.stringify(item)).join('\n')
  const response = await fetch(`${edge}${below}/v1/records`, { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body, signal: AbortSignal.timeout(30_000) })
  const account = await response.json()
  assert.deepEqual([response.status, account.stored], [200, records.length], JSON.stringify(account))
}

/** The records that a service has of these, sorted by id. */
async function found(base, filter) {
  const response = await fetch(`${base}/v1/records?${new URLSearchParams({ filter, limit: 1000 })}`, { headers: base === backend ? read : {}, signal: AbortSignal.timeout(30_000) })
  assert.equal(response.status, 200)
  const { records } = await response.json()
  return records.map(({ seq, received_at, clock, ...rest }) => rest).sort((one, two) => (one.id < two.id ? -1 : 1))
}

test('what the backend cannot take yet is sent again after its Retry-After, and nothing is lost', async () => {
  plan('a0', 503, { headers: { 'retry-after': '3' } })
  plan('a0', 429, { headers: { 'retry-after': '2' } })
  plan('a0', 500)
  const records = Array.from({ length: 300 }, (_, n) => record(`a${n}`, { metadata: { n }, event_type: 'first' }))
  await write(...records)
  await until(() => triesOf('a0').some(({ status }) => status === undefined))
  await until(async () => (await found(backend, 'event:first')).length === records.length)
  assert.deepEqual(await found(backend, 'event:first'), await found(edge, 'event:first'))

  const tries = triesOf('a0')
  assert.deepEqual(tries.map(({ status }) => status), [503, 429, 500, undefined])
  // It may take longer, and never less.
  assert.ok(tries[1].at - tries[0].at >= 3_000, 'the first Retry-After was waited for')
  assert.ok(tries[2].at - tries[1].at >= 2_000, 'the second Retry-After was waited for')
  const [{ url, headers }] = tries
  assert.deepEqual([url, headers['content-type'], headers['content-encoding']], ['/v1/records', 'application/x-ndjson', 'gzip'])
})

test('what the backend never takes costs no other, and ends in the dead-letter queue', async () => {
  plan('poison', 422, { times: Infinity })
  await Promise.all([write(record('b1', { event_type: 'second' })), write(record('poison')), write(record('b2', { event_type: 'second' }))])
  await until(async () => (await found(backend, 'event:second')).length === 2)
  await until(() => dead.length > 0)
  assert.deepEqual(dead.flatMap(({ records }) => records.map(({ id }) => id)), ['poison'])
  assert.equal((await found(edge, 'id:poison')).length, 1)
})

test('a record that is too large for the queue is cut on its way, and says so', async () => {
  const message = 'x'.repeat(200 * 1024)
  await write(record('large', { message }))
  await until(async () => (await found(backend, 'id:large')).length === 1)
  const [cut] = await found(backend, 'id:large')
  assert.deepEqual(cut.metadata, { 'linestamp.truncated': { message: message.length } })
  assert.ok(cut.message.length > 100_000 && cut.message.length < 128_000)
  assert.equal((await found(edge, 'id:large'))[0].message, message)
})

test('what the backend refuses by itself is told by a record', async () => {
  const refused = [{ index: 0, field: 'level', reason: 'is not to my liking' }]
  plan('refused', 200, { body: JSON.stringify({ stored: 0, duplicates: 0, refused }) })
  await write(record('refused'))
  await until(async () => (await found(edge, 'event:log_records_refused_by_backend')).length === 1)
  const [{ service, level, metadata }] = await found(edge, 'event:log_records_refused_by_backend')
  assert.deepEqual({ service, level, metadata }, { service: 'logs', level: 'error', metadata: { refused: 1, first: refused } })
})

test('what D1 does not take waits in the queue until it does', async () => {
  const call = async (path, body) => (await fetch(edge + path, { method: 'POST', body: JSON.stringify(body ?? null) })).json()
  await call('/fail')
  await call('/write', record('late'))
  await until(() => at.running.some(({ said }) => said().includes('D1 takes no records')))
  await call('/mend')
  await until(async () => (await found(edge, 'id:late')).length === 1)
  await until(async () => (await found(backend, 'id:late')).length === 1)
  assert.equal((await call('/stats')).isolate.lost, 0)
})

test('with FORWARD_ONLY, the backend alone has the records', async () => {
  await writeTo('/only', record('only'))
  await until(async () => (await found(backend, 'id:only')).length === 1)
  assert.deepEqual(await found(edge, 'id:only'), [])
})

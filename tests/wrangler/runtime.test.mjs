// `linestamp/runtime`, as the package has it, in workerd: each promise of docs/runtime.md.

import assert from 'node:assert/strict'
import { dirname, join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

import { build } from 'esbuild'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'

import { app, done, until } from './support.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const TRACE = '0af7651916cd43dd8448eb211c80319c'

/** What esbuild makes of a file here. */
async function bundle(contents, more = {}) {
  const { outputFiles: [{ text }] } = await build({
    stdin: { contents, resolveDir: here }, bundle: true, write: false, format: 'esm', target: 'es2022',
    external: ['cloudflare:workers'], logLevel: 'silent', ...more,
  })
  return text
}

/** Workerd with the app and the log service; without the latter, the binding is missing. */
async function workerd(script, logs) {
  const common = { modules: true, compatibilityDate: '2026-10-01' }
  const app = {
    ...common, name: 'app', script,
    bindings: { SERVICE: 'http', ENVIRONMENT: 'staging', VERSION: 'abc123' },
    serviceBindings: { SELF: { name: 'app', entrypoint: 'Tasks' }, NAMED: { name: 'app', entrypoint: 'Named' }, FOREIGN: { name: 'app', entrypoint: 'Foreign' }, ...(logs && { LOGS: { name: 'logs', entrypoint: 'Logs' } }) },
    durableObjects: { ROOM: 'Room' },
    queueProducers: { JOBS: 'jobs' },
    queueConsumers: { jobs: { maxBatchTimeout: 0 } },
  }
  const workers = logs ? [app, { ...common, name: 'logs', script: logs, serviceBindings: { OTHER: { name: 'logs', entrypoint: 'Other' } } }] : [app]
  const miniflare = new Miniflare(convertV4MiniflareOptions({ port: 0, unsafeTriggerHandlers: true, workers }))
  await miniflare.ready
  return miniflare
}

let miniflare, logs, script

before(async () => {
  script = await bundle(`export * from './runtime/app.mjs'; export { default } from './runtime/app.mjs'`)
  miniflare = await workerd(script, await bundle(`export * from './runtime/logs.mjs'; export { default } from './runtime/logs.mjs'`))
  logs = await miniflare.getWorker('logs')
})
after(() => miniflare?.dispose())
beforeEach(() => behave('well'))

const behave = (mode) => logs.fetch(`http://logs/?mode=${mode}`)
const seen = async () => (await logs.fetch('http://logs/')).json()
const batches = async () => (await seen()).batches
const records = async () => (await batches()).flat()
const ask = (path, headers = {}) => miniflare.dispatchFetch(`http://app${path}`, { headers })
const losses = (all) => all.filter(({ event_type }) => event_type === 'logs_dropped')

/** Calls the app; gives back the records, once all with these messages are there. */
async function arrive(messages, call) {
  await call()
  let found
  await until(async () => {
    found = await records()
    return messages.every((message) => found.some((record) => record.message === message))
  })
  return found
}

/** The account of what was lost, once the service takes records again. */
async function account() {
  await behave('well')
  let told = []
  await until(async () => {
    await ask('/one')
    told = losses(await records())
    return told.length
  })
  return told[0]
}

test('it is under 3 kB, minified and gzipped, and has no dependency', async () => {
  const text = await bundle(`export * from 'linestamp/runtime'`, { minify: true })
  const { length } = gzipSync(text, { level: 9 })
  assert.ok(length < 3000, `${length} bytes`)
})

test('bindings keep their type, and the options know it', async () => {
  const at = app({ 'types.ts': `
    import { withEnv, withLogs } from 'linestamp/runtime'

    interface Env { LOGS: { write(record: { message: string }): Promise<void> }; REGION: string }
    declare const bindings: Env

    const env: Env = withEnv(bindings, { fields: { workspace_id: 'w' }, timeout: 1000 })
    void env.LOGS.write({ message: 'typed' })
    export default withLogs({
      fetch: (request: Request, env: Env) => new Response(env.REGION + request.url),
    }, { fields: (env, { name }) => ({ service: env.REGION + name }) })
    // @ts-expect-error There is no such option.
    withEnv(bindings, { maxage: 1 })
    // @ts-expect-error There is no such binding.
    withEnv(bindings).CACHE
    // @ts-expect-error It is a text.
    withLogs({ fetch: (_: Request, env: Env) => new Response(env.REGION) }, { fields: (env) => ({ service: env.REGION.length }) })
  ` })
  await done(at, ['tsc', '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', 'types.ts'])
})

test('the records of a request go in one batch, in order, filled', async () => {
  const all = await arrive(['third'], () => ask('/one', { traceparent: `00-${TRACE}-b7ad6b7169203331-01`, 'x-request-id': 'r1' }))
  assert.equal((await batches()).length, 1)
  assert.deepEqual(all.map(({ message }) => message), ['first', 'second', 'third'])
  for (const record of all) {
    const { service, environment, version, trace_id, request_id } = record
    assert.deepEqual([service, environment, version, trace_id, request_id], ['http', 'staging', 'abc123', TRACE, 'r1'])
    assert.match(record.id, /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    assert.ok(Math.abs(record.timestamp - Date.now()) < 60_000)
  }
  assert.deepEqual(all.map(({ id }) => id).sort(), all.map(({ id }) => id))
})

test('requests that run at the same time keep their own ids', async () => {
  await arrive(['late'], () => Promise.all(['r1', 'r2'].map((id) => ask('/waits', { 'x-request-id': id }))))
  await until(async () => (await records()).length === 4)
  const all = await records()
  for (const id of ['r1', 'r2']) {
    assert.deepEqual(all.filter(({ request_id }) => request_id === id).map(({ message }) => message), ['early', 'late'])
  }
  assert.notEqual(all.find(({ request_id }) => request_id === 'r1').trace_id, all.find(({ request_id }) => request_id === 'r2').trace_id)
})

test('a record does not wait for the end of a long request', async () => {
  const answer = ask('/waits')
  await until(async () => (await records()).length === 1)
  const [{ message }] = await records()
  assert.equal(message, 'early')
  await answer
})

test('what is written after the answer arrives', async () => {
  await arrive(['after the answer'], async () => assert.equal(await (await ask('/streams')).text(), 'streamed'))
})

test('nothing is lost when the handler throws', async () => {
  await arrive(['before the throw'], async () => {
    const { status } = await ask('/throws')
    assert.equal(status, 500)
  })
  await arrive(['before a method throws'], async () => assert.equal((await ask('/method-throws')).status, 500))
})

test('a thousand records arrive in batches of a hundred, in order', async () => {
  const all = await arrive(['999'], () => ask('/thousand'))
  assert.deepEqual(all.map(({ message }) => Number(message)), Array.from({ length: 1000 }, (_, n) => n))
  assert.ok((await batches()).every(({ length }) => length <= 100))
})

test('a batch ends at its size', async () => {
  await ask('/large')
  await until(async () => (await records()).length === 3)
  assert.deepEqual((await batches()).map(({ length }) => length), [1, 1, 1])
})

test('what is beyond the room for waiting is counted, and told', async () => {
  await ask('/flood')
  await until(async () => losses(await records()).length)
  const all = await records()
  const [{ level, metadata }] = losses(all)
  assert.equal(level, 'warn')
  assert.deepEqual(metadata.reasons, { 'too many records were waiting': 800 })
})

test('what RPC cannot clone is replaced and named, and its neighbours arrive', async () => {
  const all = await arrive(['unclonable', 'fine'], () => ask('/unclonable'))
  const { metadata, error } = all.find(({ message }) => message === 'unclonable')
  assert.equal(metadata.symbol, 'Symbol(s)')
  assert.equal(metadata.call, '[function call]')
  assert.equal(metadata.plain, '[object Plain]')
  assert.equal(metadata.promise, '[object Promise]')
  assert.equal(metadata.getter, 'Error: no')
  assert.equal(error.name, 'RangeError')
  assert.equal(error.message, 'too far')
  assert.equal(metadata.cycle.self, 'the cycle itself: true')
  assert.deepEqual(metadata['linestamp.replaced'].map((path) => path.replace('metadata.', '')), ['symbol', 'call', 'plain', 'promise', 'list.0', 'getter'])
})

test('a record is as it was when it was written, whatever a tool appends to the call', async () => {
  const [record] = await arrive(['as written'], () => ask('/mutated'))
  assert.ok(!JSON.stringify(record).includes('appended'))
})

test('what is no record is counted, and told', async () => {
  const all = await arrive(['one', 'two'], () => ask('/nonsense'))
  assert.deepEqual(losses(all).map(({ metadata }) => metadata.reasons), [{ 'TypeError: a record has to be an object': 1 }])
})

test('fields of the record, of a part, and of the event; other methods of the service', async () => {
  const all = await arrive(['own', 'with user', 'with project'], async () => assert.equal(await (await ask('/own')).text(), 'hello world'))
  const of = (message) => all.find((record) => record.message === message)
  assert.equal(of('own').trace_id, 'of the record')
  assert.equal(of('with user').user_id, 'u1')
  assert.equal(of('with project').project_id, 'p1')
  assert.equal(of('with project').user_id, 'u1')
})

test('`fields` are asked for each event, and fail none; its end sends what waits', async () => {
  const all = await arrive(['named', 'without fields'], async () => assert.equal((await ask('/fields')).status, 200))
  const of = (message) => all.find((record) => record.message === message)
  const { service, workspace_id, user_id } = of('named')
  assert.deepEqual([service, workspace_id, user_id], ['http.run', 'w1', undefined])
  assert.equal(of('without fields').service, 'http')
})

test('`withEnv` logs for the event that runs, and on its own outside of one', async () => {
  const all = await arrive(['by the module', 'outside of an event', 'and once more'], () => ask('/env', { 'x-request-id': 'r1' }))
  const of = (message) => all.find((record) => record.message === message)
  const { request_id, trace_id, project_id } = of('by the module')
  assert.deepEqual([request_id, trace_id, project_id], ['r1', of('by the handler').trace_id, undefined])
  const messages = (await batches()).map((batch) => batch.map(({ message }) => message))
  assert.ok(messages.some((batch) => batch.join() === 'by the handler,by the module'), JSON.stringify(messages))
  const { service, environment, version, project_id: given, request_id: own } = of('outside of an event')
  assert.deepEqual([service, environment, version, given], ['http', 'staging', 'abc123', 'p2'])
  assert.notEqual(own, 'r1')
  // Where nothing can be sent nothing is, and that is counted.
  assert.deepEqual(losses(all).map(({ metadata }) => metadata.count), [1])
})

test('an app keeps its private state, and its methods that are no events', async () => {
  await arrive(['in an app'], async () => assert.equal(await (await ask('/app')).text(), 'a,b'))
})

test('an option that makes no sense is named', async () => {
  assert.equal(await (await ask('/option')).text(), 'TypeError: linestamp/runtime: maxAge has to be above 0, not 0')
})

test('one trace crosses an entrypoint, a Durable Object and a queue', async () => {
  const wanted = ['in the router', 'in the entrypoint', 'in an inner method', 'in the object', 'queue']
  const all = await arrive(wanted, () => ask('/hops', { traceparent: `00-${TRACE}-b7ad6b7169203331-01` }))
  for (const message of wanted) assert.equal(all.find((record) => record.message === message).trace_id, TRACE, message)
  const of = (message) => all.find((record) => record.message === message)
  assert.match(of('in the object').instance_id, /^[\da-f]{64}$/)
  assert.equal(of('in the entrypoint').request_id, of('in an inner method').request_id)
  assert.deepEqual(of('in the entrypoint').metadata.rest, ['an appended argument'])
})

test('a live reference as an argument fails no call, and is not sent on', async () => {
  const all = await arrive(['with a stub'], async () => assert.equal(await (await ask('/stub')).text(), 'from the caller'))
  const { metadata } = all.find(({ message }) => message === 'with a stub')
  assert.deepEqual(metadata['linestamp.replaced'], ['metadata.back'])
})

test('cron triggers, mail and alarms are events', async () => {
  const app = await miniflare.getWorker('app')
  await arrive(['scheduled', 'email', 'alarm'], async () => {
    await app.scheduled()
    const mail = 'From: a@example.com\r\nTo: b@example.com\r\nMessage-ID: <1@example.com>\r\n\r\nhello'
    const answer = await miniflare.dispatchFetch('http://app/cdn-cgi/local/email?from=a@example.com&to=b@example.com', { method: 'POST', body: mail })
    assert.equal(answer.status, 200, await answer.text())
    await ask('/alarm')
  })
})

test('the messages of a socket that lets its object hibernate are events', async () => {
  const all = await arrive(['by a socket: hello'], () => ask('/socket', { 'x-request-id': 'r1' }))
  const { instance_id, request_id } = all.find(({ message }) => message === 'by a socket: hello')
  assert.match(instance_id, /^[\da-f]{64}$/)
  assert.notEqual(request_id, 'r1')
})

test('an object holds on to no answer of the log service, and so can be evicted', async () => {
  await behave('asks another')
  const visit = async () => (await ask('/room')).json()
  const before = await visit()
  await arrive([`visit to ${before}`], () => {})
  await miniflare.unsafeEvictDurableObject('app', 'Room', { name: 'a' })
  const after = await visit()
  assert.notEqual(after, before)
  await arrive([`visit to ${after}`], () => {})
})

test('an object that is evicted between calls keeps its id, and loses nothing', async () => {
  const first = await (await ask('/room')).json()
  await arrive([`visit to ${first}`], () => {})
  await ask('/evict')
  const second = await (await ask('/room')).json()
  assert.notEqual(first, second)
  const all = await arrive([`visit to ${first}`, `visit to ${second}`, 'room made'], () => {})
  assert.equal(new Set(all.map(({ instance_id }) => instance_id).filter(Boolean)).size, 1)
})

test('a slow log service delays no request', async () => {
  await behave('slow')
  assert.equal(await (await ask('/one')).text(), 'done')
  await until(async () => (await seen()).tries)
  assert.deepEqual(await records(), [])
  await arrive(['first', 'third'], () => behave('well'))
})

for (const [mode, reason] of [['throws', 'Error: the disk is full'], ['hangs', 'no answer within 1000 ms']]) {
  test(`a log service that ${mode} fails and delays no request, and the loss is told`, async () => {
    await behave(mode)
    const start = performance.now()
    const answer = await ask('/one')
    assert.equal(await answer.text(), 'done')
    assert.ok(performance.now() - start < 1000, `${performance.now() - start} ms`)
    // Both attempts have to meet it.
    await until(async () => (await seen()).tries === 2)
    const { message, metadata } = await account()
    assert.match(message, /^\d+ log records were lost$/)
    assert.ok(metadata.reasons[reason] >= 3, JSON.stringify(metadata))
  })
}

test('a record that the service refuses is counted, with the reason', async () => {
  await behave('refuses')
  await ask('/one')
  await until(async () => losses(await records()).length)
  const [{ metadata }] = losses(await records())
  assert.deepEqual(metadata.reasons, { 'refused: level: no such level': 1 })
})

test('without the binding, requests go on as they were', async () => {
  const alone = await workerd(script)
  try {
    const answer = await alone.dispatchFetch('http://app/one')
    assert.deepEqual([answer.status, await answer.text()], [200, 'done'])
  } finally {
    await alone.dispose()
  }
})

// Logging that fails, in the whole system as it is built for production: no request fails or waits because of it,
// what is lost is counted, and nothing else is missing.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { eventually } from '../hosts/support.mjs'
import { until } from '../wrangler/support.mjs'
import { build, production } from './built.mjs'
import { AWAY, putFaultyCoordinator, putFaultyLogs, SLOW, STORE } from './faulty.mjs'
import { system } from './support.mjs'
import { client, judge } from './trace.mjs'

const at = system()
const DIGEST = { kind: 'document.digest', input: { text: 'hello' } }
/** How often the runtime tries a batch. */
const ATTEMPTS = 3
/** How often the queue delivers a message: once, and its `max_retries`. */
const DELIVERIES = 5
let server, url, db, logs, coordinator, queue

before(async () => {
  // No record of the example has a value that RPC cannot clone, and none tells which of its lives an object is in.
  at.edit('services/executor/src/handlers/digest-document.ts', `algorithm: 'SHA-256'`, 'algorithm: crypto.subtle')
  at.edit('services/coordinator/src/task-queue.ts', 'private readonly logs =', 'private readonly life = crypto.randomUUID(); private readonly logs =')
  at.edit('services/coordinator/src/task-queue.ts', 'metadata: { task_id: task.id, kind', 'metadata: { life: this.life, task_id: task.id, kind')
  // A message comes again after a second each time.
  at.edit('services/executor/src/take.ts', 'RETRY_BASE_MS = 2_000', 'RETRY_BASE_MS = 1')
  await build(at);
  ({ server, url } = await production(at, { more: [putFaultyLogs(at), putFaultyCoordinator(at)], logs: STORE }));
  ({ DB: db } = await server.getWorker(`${STORE}-production`).getEnv())
  logs = server.getWorker('acme-logs-production')
  coordinator = server.getWorker('acme-coordinator-production')
  queue = await coordinator.getDurableObjectStorage('TaskQueue', { name: 'ws_demo' })
})
after(() => server?.close())

/** What came to the logs service since it was told to forget. */
const seen = async () => (await logs.fetch('http://logs/')).json()
const behave = (mode) => logs.fetch(`http://logs/?mode=${mode}`)
const forget = () => logs.fetch('http://logs/?forget')

/** What the database has. */
const stored = async (where, ...values) => (await db.prepare(`SELECT * FROM logs WHERE ${where} ORDER BY rowid`).bind(...values).all()).results

/** A request with an id that its records have. */
const ask = (path, id, body) => client(url)(path, body, { 'x-request-id': id })

/** Has a task run to its end. */
const run = async (id, spec = DIGEST) => ended(await ask('/v1/tasks', id, spec))

/** Waits until the queue's own storage has a task as one that is over: asking over HTTP would write records. */
async function ended({ id: task }) {
  let found
  await until(async () => {
    [found] = await queue.exec('SELECT * FROM tasks WHERE id = ?', task)
    return ['done', 'failed'].includes(found.state)
  })
  return found
}

/** The records of an event, once so many are there. */
const arrived = (id, event, count = 1) => eventually(async () => {
  const records = await stored('request_id = ? AND event_type = ?', id, event)
  assert.equal(records.length, count)
  return records
})

/** Waits until all that came to the logs service is kept. */
const settled = () => until(async () => (await seen()).every(({ kept }) => kept))

/** Has each service write again, until the accounts of what was lost say all that was not kept, and no more. */
const accounted = (before) => eventually(async () => {
  await run('well')
  const all = await stored(`event_type = 'logs_dropped'`)
  const found = all.slice(before).map(({ metadata }) => JSON.parse(metadata))
  const lost = (await seen()).filter(({ kept }) => !kept)
  assert.equal(found.reduce((sum, { count }) => sum + count, 0), lost.length, JSON.stringify([found, lost]))
  return found
}, 60_000)

test('where the object with the queue is evicted between calls, all goes on, and nothing is lost', async () => {
  const evict = async () => {
    await coordinator.evictDurableObject('TaskQueue', { name: 'ws_demo' })
    // It waits for what is on its way; the first question after that may find its idle connection closed.
    await eventually(seen)
  }
  // Its records are kept, on their way, or yet to be written.
  await run('kept')
  await settled()
  await evict()
  await behave('slow')
  await run('on their way')
  await evict()
  const early = await ask('/v1/tasks', 'yet to be written', DIGEST)
  await evict()
  assert.equal((await ended(early)).state, 'done')
  assert.equal((await run('at last')).state, 'done')
  await behave('well')
  await settled()

  const [instance] = await coordinator.listDurableObjectIds('TaskQueue')
  const lives = new Set()
  for (const id of ['kept', 'on their way', 'yet to be written', 'at last']) {
    for (const event of ['task_queued', 'task_dispatched', 'task_done']) {
      const [record] = await arrived(id, event)
      assert.equal(record.instance_id, instance)
      judge(at, record)
      if (event === 'task_queued') lives.add(JSON.parse(record.metadata).life)
    }
    await arrived(id, 'task_executed')
  }
  assert.equal(lives.size, 4)
  assert.ok((await seen()).every(({ failed }) => failed === 0))
  await forget()
})

/** Ways to fail: what begins and ends it, and what the account says. */
const FAULTS = {
  throws: [() => behave('throws'), () => behave('well'), /^Error: the disk is full$/],
  'is down': [() => behave('hangs'), () => behave('well'), /^no answer within 5000 ms$/],
  'has a busy database': [
    () => db.exec(`CREATE TRIGGER busy BEFORE INSERT ON logs BEGIN SELECT RAISE(ABORT, 'D1 DB is overloaded'); END`),
    () => db.exec('DROP TRIGGER busy'),
    /D1 DB is overloaded/,
  ],
}

for (const [what, [begin, end, reason]] of Object.entries(FAULTS)) {
  test(`where the logs service ${what}, all goes on, and all that is lost is told`, async () => {
    const before = (await stored(`event_type = 'logs_dropped'`)).length
    await begin()
    const ids = [1, 2, 3].map((n) => `${what} ${n}`)
    await Promise.all(ids.map((id) => ask('/v1/workspace', id)))
    assert.equal((await run(`${what}, task`)).state, 'done')

    const expected = [...ids.flatMap((id) => [[id, 'request_served'], [id, 'rpc_served']]), [`${what}, task`, 'task_executed']]
    await until(async () => {
      const records = await seen()
      return expected.every(([id, event]) => records.some(({ request_id, event_type, tried, failed }) => (
        request_id === id && event_type === event && (what === 'is down' ? tried : failed) === ATTEMPTS
      )))
    })
    await end()
    const accounts = await accounted(before)
    for (const { reasons } of accounts) for (const name of Object.keys(reasons)) assert.match(name, reason)
    for (const id of ids) assert.deepEqual(await stored('request_id = ?', id), [])
    await forget()
  })
}

test('where the logs service is slow, no request and no task waits for it, and nothing is lost', async () => {
  await settled()
  await behave('slow')
  // Whatever waited would do so each time; a machine that has much to do does not.
  const times = []
  for (const n of [1, 2, 3]) {
    const start = performance.now()
    await ask('/v1/workspace', `slow ${n}`)
    await run(`slow ${n}`)
    times.push(performance.now() - start)
    // A task that comes before the records of the last one are kept was seen to wait for them.
    await settled()
  }
  await behave('well')
  assert.ok(Math.min(...times) < SLOW, `${times} ms`)
  const records = (await seen()).filter(({ request_id }) => request_id.startsWith('slow'))
  assert.ok(records.every(({ tried, failed }) => tried === 1 && failed === 0))
  for (const n of [1, 2, 3]) await arrived(`slow ${n}`, 'task_executed')
})

test('a thousand records of one request arrive, and one of 200 KB whole', async () => {
  const name = 'x'.repeat(200 * 1024)
  const names = Array.from({ length: 1_000 }, (_, n) => `value ${n}.`)
  const spec = (all) => ({ kind: 'document.render', input: { template: 'Dear', values: Object.fromEntries(all.map((one) => [one, ''])) } })
  await run('thousand', spec(names))
  await run('large', spec([name]))
  const records = await arrived('thousand', 'value_unused', names.length)
  assert.deepEqual(records.map(({ message }) => message), names.map((one) => `no placeholder for ${one}`))
  for (const record of records) judge(at, record)
  const [large] = await arrived('large', 'value_unused')
  assert.equal(large.message, `no placeholder for ${name}`)
})

test('a value that RPC cannot clone is replaced, and its record arrives', async () => {
  assert.equal((await run('unclonable')).state, 'done')
  const [record] = await arrived('unclonable', 'document_digested')
  const { bytes, algorithm, 'linestamp.replaced': replaced } = JSON.parse(record.metadata)
  assert.deepEqual([bytes, typeof algorithm, replaced], [5, 'string', ['metadata.algorithm']])
  judge(at, record)
})

test('what a handler wrote before it throws arrives', async () => {
  const { state, error } = await run('throws', { kind: 'dataset.export', input: { columns: ['a', 'b'], rows: [['1']] } })
  assert.deepEqual([state, error], ['failed', 'row 1 does not fit the columns'])
  for (const event of ['handler_started', 'dataset_ragged', 'task_executed']) await arrived('throws', event)
})

/** Has the coordinator fail so many times when it is asked for a task. */
const away = (times) => server.getWorker(AWAY).fetch(`http://away/?fail=${times}`)

/** Runs a task while the coordinator is away so often: the records of the deliveries that failed, which have the task's trace. */
async function delivered(id, times) {
  const before = (await stored(`event_type = 'logs_dropped'`)).length
  await away(times)
  const task = await run(id)
  await away(0)
  // The system's other requests never failed.
  await ask('/v1/workspace', `${id}, another`)
  const failed = await arrived(id, 'rpc_call_failed', times)
  await settled()
  const all = await stored('request_id = ?', id)
  for (const record of all) {
    assert.equal(record.trace_id, task.trace_id)
    judge(at, record)
  }
  assert.equal((await stored(`event_type = 'logs_dropped'`)).length, before)
  for (const { service, message, source_location } of failed) {
    assert.deepEqual([service, message], ['executor', 'coordinator: the coordinator is away'])
    assert.match(source_location, /^take\.ts:/)
  }
  assert.deepEqual(failed.map(({ metadata }) => JSON.parse(metadata).delivery), failed.map((_, n) => n + 1))
  return { task, events: all.map(({ event_type }) => event_type) }
}

test('each delivery that fails leaves its record, and the task runs with the one that does not', async () => {
  const { task, events } = await delivered('delivered again', 2)
  assert.equal(task.state, 'done')
  assert.equal(events.filter((event) => event === 'task_executed').length, 1)
  assert.ok(!events.includes('task_message_dead'))
})

test('what was delivered in vain as often as may be ends with the dead letters, which say so', async () => {
  const { task, events } = await delivered('dead', DELIVERIES)
  assert.deepEqual([task.state, task.error], ['failed', 'no executor took the task'])
  for (const event of ['task_message_dead', 'task_failed']) {
    const [{ service }] = await arrived('dead', event)
    assert.equal(service, 'coordinator')
  }
  assert.ok(!events.includes('task_executed'))
})

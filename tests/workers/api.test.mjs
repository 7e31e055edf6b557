// The HTTP API of the example's logs service, held against `linestamp serve`: the same requests go to
// both, and have the same answers. Then the command line asks both.

import assert from 'node:assert/strict'
import { request } from 'node:http'
import { connect, createServer } from 'node:net'
import { before, test } from 'node:test'
import { gzipSync } from 'node:zlib'

import { ask, comparable, firstOf, JSON_TYPE, LINES_TYPE, NOON, post, question, record, RECORDS, same, TRACE } from './asking.mjs'
import { linestamp, service, until, worker } from './running.mjs'
import { logsService } from './support.mjs'

const at = logsService()
/** `linestamp serve`, and the Worker. */
let both

before(async () => {
  both = await Promise.all([service(at), worker(at)])
})

test('records are taken as one, as an array, as lines, packed', async () => {
  const [one, two, three, ...rest] = RECORDS
  const first = await same(both, '/v1/records', post(JSON.stringify(one)))
  assert.deepEqual([first.status, first.body], [200, { stored: 1, duplicates: 0, refused: [] }])
  await same(both, '/v1/records', post(JSON.stringify([two, one, two])))
  await same(both, '/v1/records', post(`\n${JSON.stringify(three)}\r\n\r\n`, { 'content-type': 'application/jsonl; charset=utf-8' }))
  const packed = { ...LINES_TYPE, 'content-encoding': 'gzip' }
  const lines = rest.map((item) => JSON.stringify(item)).join('\n')
  const last = await same(both, '/v1/records', post(gzipSync(lines), packed))
  assert.equal(last.body.stored, rest.length)
})

test('what is bad about a record costs no other, and is told in the same words', async () => {
  const bad = [
    { level: 'loud' }, 7, null, [], 'x', { level: 'info' }, { message: 'm', level: 'info' }, { message: 'm', service: 'a' },
    record('', {}), record('x', { timestamp: 'soon' }), record('x', { timestamp: -1 }), record('x', { environment: 'moon' }),
    record('x', { message: ['m'] }), record('x', { trace_id: 't'.repeat(257) }), record('x', { metadata: { a: 'a'.repeat(600_000) } }),
    record('x', { deep: JSON.parse('['.repeat(40) + ']'.repeat(40)) }), record('x', { level: 'l'.repeat(100) }),
  ]
  const { body } = await same(both, '/v1/records', post(JSON.stringify([...bad, record('good')])))
  assert.deepEqual([body.stored, body.refused.length], [1, bad.length])
  await same(both, '/v1/records', post(['{', '{}', 'nothing', '7', JSON.stringify(record('line'))].join('\n'), LINES_TYPE))
})

test('what is no body of records is refused', async () => {
  for (const body of ['', '[', '[1,', 'nothing', '{} {}', '\u0000']) {
    assert.equal((await same(both, '/v1/records', post(body))).status, 400)
  }
  await same(both, '/v1/records', post(new Uint8Array([0x22, 0xff, 0x22])))
  await same(both, '/v1/records', post('{}', { 'content-type': 'text/plain' }))
  const packed = gzipSync(JSON.stringify(record('cut')))
  for (const cut of [0, 5, packed.length - 1]) {
    await same(both, '/v1/records', post(packed.subarray(0, cut), { ...JSON_TYPE, 'content-encoding': 'gzip' }))
  }
  await same(both, '/v1/records', post('{}', { ...JSON_TYPE, 'idempotency-key': 'k'.repeat(257) }))
  for (const base of both) {
    const { status, body } = await ask(base, '/v1/records', post('{}', { ...JSON_TYPE, 'content-encoding': 'br' }))
    assert.deepEqual([status, body.code], [415, 'unsupported'])
  }
  // The limits of an isolate are narrower.
  const bomb = gzipSync(' '.repeat(17 << 20))
  const many = gzipSync(`[${'1,'.repeat(10_000)}1]`)
  for (const body of [bomb, many]) {
    const answer = await ask(both[1], '/v1/records', post(body, { ...JSON_TYPE, 'content-encoding': 'gzip' }))
    assert.deepEqual([answer.status, answer.body.code], [413, 'too_large'])
  }
})

test('the same request makes the same ids, in both services', async () => {
  const body = JSON.stringify([record('own', { service: 'keys' }), record(null, { service: 'keys' }), { ...record(), service: 'keys' }])
  const keyed = post(body, { ...JSON_TYPE, 'idempotency-key': 'once' })
  assert.equal((await same(both, '/v1/records', keyed)).body.stored, 3)
  assert.equal((await same(both, '/v1/records', keyed)).body.duplicates, 3)
  await same(both, question('/v1/records', { filter: 'service:keys' }))
})

test('questions are answered alike', async () => {
  const [rust, edge] = both
  const filters = ['service:executor', 'level:>=warn -service:linestamp', 'trace:4bf9*', '"timed out" or message:~über', 'id:nobody',
    'since:2025-11-13 until:2025-11-14', 'at:executor.ts:142', '-level:info -service:linestamp', 'request:* (service:http or level:debug)']
  for (const filter of filters) {
    for (const order of ['newest', 'oldest']) await same(both, question('/v1/records', { filter, order, limit: 1000 }))
    await same(both, question('/v1/facets', { filter, columns: 'level,service,workspace_id,timestamp', limit: 2 }))
    await same(both, question('/v1/locations', { filter }))
    for (const by of [{}, { by: 'level' }, { by: 'workspace_id' }]) {
      await same(both, question('/v1/histogram', { filter, from: NOON - 60_000, until: NOON + 1, buckets: 7, ...by }))
    }
  }
  await same(both, question('/v1/histogram', { filter: 'since:2025-11-13 until:2025-11-15 -service:linestamp' }))
  await same(both, `/v1/traces/${TRACE}`)
  const numbers = await Promise.all(both.map(async (base) => (await ask(base, '/v1/records?filter=id:c')).body.records[0].seq))
  for (const below of ['', '/context?by=trace', '/context?by=request&before=1&after=0', '/context?by=instance', '/context?by=service']) {
    const [expected, found] = await Promise.all([rust, edge].map((base, n) => ask(base, `/v1/records/${numbers[n]}${below}`)))
    assert.equal(expected.status, 200)
    assert.deepEqual(comparable(found), comparable(expected), below)
  }
  for (const path of ['/healthz', '/readyz']) assert.equal((await same(both, path)).status, 200)
  const status = (await ask(edge, '/v1/status')).body
  assert.deepEqual(Object.keys(status), Object.keys((await ask(rust, '/v1/status')).body))
  assert.deepEqual(status.can, ['ingest', 'read', 'admin'])
})

test('pages go on behind the last record', async () => {
  for (const order of ['newest', 'oldest']) {
    const [expected, found] = await Promise.all(both.map(async (base) => {
      const pages = []
      for (let after = {}; after; ) {
        const { body } = await ask(base, question('/v1/records', { filter: 'service:pages', limit: 3, order, ...after }))
        pages.push(body.records.map(({ id }) => id))
        after = body.next && { after: body.next }
      }
      return pages
    }))
    assert.deepEqual(found, expected)
    assert.deepEqual(found.map(({ length }) => length), [3, 3, 1])
  }
})

test('what cannot be answered is told in the same words', async () => {
  const paths = ['/v1/records?foo=1', '/v1/records?limit=x', '/v1/records?limit=', '/v1/records?limit=0', '/v1/records?limit=1001',
    '/v1/records?limit=-1', '/v1/records?order=up', '/v1/records?limit=1&limit=2', '/v1/records?after=x', '/v1/records/abc',
    '/v1/records/99999999999999999999', '/v1/records/987654', '/v1/records/', '/v1/nothing', '/v1/traces/t%22%C3%A9',
    '/v1/histogram?buckets=0', '/v1/histogram?by=metadata', '/v1/histogram?from=5&until=5', '/v1/histogram?from=x', '/v1/facets',
    '/v1/facets?columns=', '/v1/facets?columns=level,nope', '/v1/locations?limit=1001', '/v1/records/1/context', '/v1/records/1/context?by=x',
    '/v1/records/987654/context?by=trace', '/v1/tail?after=x', '/v1/tail?since=1']
  for (const path of paths) await same(both, path)
  for (const filter of ['sevice:executor', 'level:eror', 'a or', '(a', 'a )', '"a', 'since:soon', '"\\q"', 'level:>error', 'env:prd', 'level:quite_loud', 'not', 'service:']) {
    const { status, body } = await same(both, question('/v1/records', { filter }))
    assert.deepEqual([status, body.code], [400, 'filter'], filter)
  }
  await same(both, '/v1/tail', { headers: { 'last-event-id': 'x' } })
  for (const [method, path] of [['PUT', '/v1/records'], ['POST', '/v1/tail'], ['DELETE', '/v1/records/1'], ['HEAD', '/v1/records'], ['HEAD', '/healthz'], ['POST', '/v1/nothing']]) {
    await same(both, path, { method })
  }
})

test('what may follow in a filter is offered alike', async () => {
  const recent = { timestamp: Date.now(), service: 'now and then', event_type: 'a"b\\c\n\u0007', trace_id: '-x', user_id: 'a..b', version: '1.0/é' }
  await same(both, '/v1/records', post(JSON.stringify([record('recent', { ...recent, metadata: { a: '"b", c' } }), record('later', { ...recent, version: 'v1.0:x' })])))
  const offered = async (asked) => {
    const [expected, found] = await Promise.all(both.map((base) => ask(base, question('/v1/complete', asked))))
    // D1 cannot search the metadata.
    const items = expected.body.items?.filter(({ label }) => label !== 'metadata.')
    assert.deepEqual(found.body, { ...expected.body, ...(items && { items }) }, JSON.stringify(asked))
    assert.deepEqual(found.headers, expected.headers)
    return items
  }
  const texts = ['', 'lev', 'LEV', '-ser', 'level:', 'level:e', 'env:', 'environment:st', 'service:now', 'service:"now', 'event:a', 'trace:', 'user:a', 'version:', 'since:',
    'until:1', 'timestamp:2', 'message:x', 'text:x', 'at:x', '"quo', 'level:error (se', 'a or -(lev', 'unknown:x', 'metadata.user:x', 'metadata', '日本 lev', 'id:l', 'source_location:zz', 'a"b lev']
  for (const text of texts) await offered({ text })
  for (const cursor of [0, 3, 6, 9, 14, 99, 'x', -1]) await offered({ text: 'level:error service:executor', cursor })
  await offered({ text: 'service:"now and" x', cursor: 12 })
  await offered({ foo: 1 })
  assert.deepEqual(await offered({ text: 'service:n' }), [{ insert: '"now and then"', label: 'now and then', count: 2 }])
})

test('all that is meant is a file, alike', async () => {
  for (const filter of ['-service:linestamp', 'service:pages', 'service:now*', 'id:nobody']) {
    for (const order of ['newest', 'oldest']) {
      const [table, other] = await Promise.all(both.map((base) => ask(base, question('/v1/export', { filter, order, format: 'csv' }))))
      assert.deepEqual(other, table)
      assert.match(table.body, /^id,timestamp,level,/)
      const [expected, found] = await Promise.all(both.map(async (base) => {
        const answer = await ask(base, question('/v1/export', { filter, order }))
        const lines = answer.body.split('\n').filter(Boolean)
        return comparable({ ...answer, body: lines.map((line) => JSON.parse(line)) })
      }))
      assert.deepEqual(found, expected)
    }
  }
  for (const asked of [{ format: 'xml' }, { order: 'up' }, { filter: 'sevice:x' }, { limit: 1 }]) await same(both, question('/v1/export', asked))
})

test('where there are no tokens, a session is there for whoever asks', async () => {
  const [expected, found] = await Promise.all(both.map((base) => ask(base, '/v1/session')))
  assert.deepEqual([found.status, found.headers, Object.keys(found.body)], [200, expected.headers, Object.keys(expected.body)])
  assert.equal(found.body.csrf, '')
  await same(both, '/v1/session', post(JSON.stringify({ token: 'x' })))
  await same(both, '/v1/session', { method: 'DELETE' })
})

test('the page is the same, and so is what it may do', async () => {
  const page = await same(both, '/')
  const named = [...page.body.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path]) => path)
  assert.equal(named.length, 3)
  for (const path of ['/', ...named, '/assets/page.js', '/assets/nothing', '/assets/page.css?v=of-yesterday']) {
    await same(both, path)
    const [expected, found] = await Promise.all(both.map(async (base) => (await fetch(base + path)).headers.get('content-security-policy')))
    if (path === '/') assert.equal(found, expected)
  }
})

test('a tail sends what arrives, and goes on where it was', async () => {
  const filter = 'service:tailed level:>=warn'
  const tails = both.map((base) => firstOf(base, 2, { filter }))
  const sent = []
  // A tail begins when it begins: more is sent until both have what they wait for.
  const ids = Promise.all(tails)
  let done = false
  ids.finally(() => { done = true }).catch(() => {})
  await until(async () => {
    const id = `t${sent.length}`
    sent.push(id)
    await same(both, '/v1/records', post(JSON.stringify([record(id, { service: 'tailed', level: 'warn' }), record(`${id}-quiet`, { service: 'tailed' })])))
    return done
  })
  for (const got of await ids) assert.deepEqual(got, sent.slice(sent.indexOf(got[0])).slice(0, 2))
  for (const base of both) {
    const { body } = await ask(base, question('/v1/records', { filter: 'id:t0' }))
    const headers = { 'last-event-id': String(body.records[0].seq) }
    await same(both, '/v1/records', post(JSON.stringify(record('t-last', { service: 'tailed', level: 'error' }))))
    const all = [...sent.slice(1), 't-last']
    assert.deepEqual(await firstOf(base, all.length, { filter }, headers), all)
    assert.deepEqual(await firstOf(base, all.length, { filter, after: headers['last-event-id'] }), all)
  }
})

test('the Worker tells where a tail begins, so that its reader may come again', async () => {
  const ending = new AbortController()
  const answer = await fetch(`${both[1]}/v1/tail`, { signal: ending.signal })
  const { value } = await answer.body.pipeThrough(new TextDecoderStream()).getReader().read()
  ending.abort()
  const { body } = await ask(both[1], '/v1/records/' + /^id: (\d+)\n\n$/.exec(value)[1])
  assert.equal(body.id, 't-last')
})

test('records are deleted by a filter', async () => {
  await same(both, '/v1/records', { method: 'DELETE' })
  await same(both, question('/v1/records', { filter: 'sevice:x' }), { method: 'DELETE' })
  const { body } = await same(both, question('/v1/records', { filter: 'service:keys' }), { method: 'DELETE' })
  assert.deepEqual(body, { deleted: 3 })
  await same(both, question('/v1/records', { filter: 'service:keys' }))
})

test('this machine alone is answered', async () => {
  /** Fetch does not let one say the host. */
  const status = (base, headers) => new Promise((resolve, reject) => {
    request(`${base}/v1/status`, { headers }, (answer) => { answer.resume().on('end', () => resolve(answer.statusCode)) }).on('error', reject).end()
  })
  for (const base of both) {
    const { host } = new URL(base)
    for (const [headers, expected] of [
      [{ host: 'linestamp.example' }, 403], [{ host: 'localhost.example:80' }, 403], [{ origin: 'http://evil.example' }, 403],
      [{ 'x-forwarded-for': '192.0.2.1' }, 403], [{ forwarded: 'for=192.0.2.1' }, 403], [{ origin: 'null' }, 403],
      [{ origin: 'http://127.0.0.1:1' }, 403], [{ origin: `http://${host}` }, 200], [{}, 200],
    ]) assert.equal(await status(base, headers), expected, `${base} ${JSON.stringify(headers)}`)
  }
})

/** What the command line says of a service, once it has ended with 0. */
const says = async (words, base) => {
  const { code, output } = await linestamp(at, [...words, '--url', base]).ended
  assert.equal(code, 0, output)
  return output
}

test('`linestamp query` finds the same', async () => {
  for (const words of [['service:executor'], ['level:>=warn service:http', '--since', '2025-11-13'], ['service:pages', '--limit', '5']]) {
    const [expected, found] = await Promise.all(both.map((base) => says(['query', ...words], base)))
    assert.equal(found, expected)
    assert.ok(found.includes('message '), found)
    const [rows, others] = await Promise.all(both.map(async (base) => {
      const lines = (await says(['query', ...words, '--format', 'json'], base)).trim().split('\n')
      return comparable({ body: lines.map((line) => JSON.parse(line)) }).body
    }))
    assert.deepEqual(others, rows)
  }
  const { code } = await linestamp(at, ['query', 'id:nobody', '--url', both[1]]).ended
  assert.equal(code, 1)
})

test('`linestamp trace` shows the same tree', async () => {
  const [expected, found] = await Promise.all(both.map((base) => says(['trace', TRACE], base)))
  assert.equal(found, expected)
  assert.match(found, /http request at 0 ms, 100 ms 1 error/)
})

test('`linestamp tail` shows records as they arrive', async () => {
  const tail = linestamp(at, ['tail', 'service:followed', '--last', '1', '--format', 'json', '--url', both[1]])
  let count = 0
  await until(async () => {
    await ask(both[1], '/v1/records', post(JSON.stringify(record(`f${count++}`, { service: 'followed' }))))
    return tail.said().split('\n').length > 3
  })
  await tail.stop()
  const ids = tail.said().trim().split('\n').map((line) => JSON.parse(line).id)
  const first = Number(ids[0].slice(1))
  assert.deepEqual(ids, ids.map((_, n) => `f${first + n}`))
})

test('`linestamp tail` misses nothing where the connection ends before there was a record', async () => {
  const { hostname, port } = new URL(both[1])
  let connections = 0
  let written
  const proxy = createServer((near) => {
    const far = connect(port, hostname)
    near.pipe(far).pipe(near)
    for (const end of [near, far]) end.on('error', () => {})
    near.on('close', () => far.destroy())
    if (connections++ > 0) return
    // It is cut once it is known where the tail begins; the reader comes again behind the record.
    far.on('data', (part) => {
      if (!part.includes('id: ')) return
      written ??= ask(both[1], '/v1/records', post(JSON.stringify(record('missed', { service: 'cut' }))))
      written.finally(() => near.destroy()).catch(() => {})
    })
  })
  const gate = await new Promise((resolve) => proxy.listen(0, '127.0.0.1', () => resolve(proxy.address().port)))
  const tail = linestamp(at, ['tail', 'service:cut', '--format', 'json', '--url', `http://localhost:${gate}`])
  await until(() => /"id":"missed"/.test(tail.said()))
  await tail.stop()
  proxy.close()
  assert.ok(connections > 1)
  assert.equal((await written).body.stored, 1)
})

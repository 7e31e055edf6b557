// The HTTP API of the example's logs service, held against `linestamp serve`: the same requests go to
// both, and have the same answers. Then the command line asks both.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect, createServer } from 'node:net'
import { before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'

import { copied, linestamp, service, token, until, worker } from './running.mjs'

const NOON = Date.UTC(2025, 10, 13, 12)
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const JSON_TYPE = { 'content-type': 'application/json' }
const LINES_TYPE = { 'content-type': 'application/x-ndjson' }

/** Which of the headers are the service's own. The policy is stricter where there is no page. */
const HEADERS = ['content-type', 'cache-control', 'retry-after', 'allow', 'x-accel-buffering', 'x-content-type-options',
  'x-frame-options', 'referrer-policy', 'cross-origin-resource-policy']

const record = (id, more = {}) => ({
  id, timestamp: NOON, level: 'info', service: 'executor', environment: 'production', message: `message ${id}`, ...more,
})

/** A trace through three services, with spans that are named and spans that are not. */
const RECORDS = [
  record('a', { service: 'http', trace_id: TRACE, request_id: 'r1', event_type: 'request', timestamp: NOON - 10 }),
  record('b', { service: 'http', trace_id: TRACE, request_id: 'r1', level: 'error', timestamp: NOON + 90 }),
  record('c', { trace_id: TRACE, request_id: 'r1', instance_id: 'i1', source_location: 'src/executor.ts:142' }),
  record('d', { trace_id: TRACE, metadata: { span_id: 's1', parent_span_id: 's2' }, level: 'warn', timestamp: NOON + 5 }),
  record('e', { trace_id: TRACE, metadata: { span_id: 's2', parent_span_id: 's1' }, timestamp: NOON + 6 }),
  record('f', { message: 'Request timed out', workspace_id: 'one', traceId: 't2', colour: 'red', level: 'FATAL' }),
  record('g', { message: 'Größe über 日本語', workspace_id: 'two', timestamp: '2025-11-13T12:00:00Z', environment: 'dev' }),
  ...Array.from({ length: 7 }, (_, n) => record(`p${n}`, { service: 'pages', timestamp: NOON + (n % 3) })),
]

/** Asks one service; what of the answer has to be the same in both. */
async function ask(base, path, { method = 'GET', headers = {}, body } = {}) {
  const answer = await fetch(base + path, { method, headers, body, signal: AbortSignal.timeout(60_000) })
  const said = await answer.text()
  const isJson = /json/.test(answer.headers.get('content-type') ?? '')
  const own = Object.fromEntries(HEADERS.map((name) => [name, answer.headers.get(name)?.split(',').sort().join()]))
  return { status: answer.status, headers: own, body: isJson && said ? JSON.parse(said) : said }
}

/** An answer without what differs by nature: numbers of arrival, times of arrival, what parsers of JSON say. */
function comparable(answer) {
  const ids = new Map()
  const learn = (value) => {
    if (typeof value !== 'object' || value === null) return
    if ('seq' in value) ids.set(value.seq, value.id)
    Object.values(value).forEach(learn)
  }
  learn(answer.body)
  const plain = (value, key) => {
    if (key === 'next' && value) return value.replace(/\d+$/, (seq) => ids.get(Number(seq)))
    if (key === 'reason' || key === 'detail') return value.replace(/(no JSON|Content-Encoding says): [^;]*/, '$1')
    if (Array.isArray(value)) return value.map((item) => (key === 'records' && ids.has(item) ? ids.get(item) : plain(item)))
    if (typeof value !== 'object' || value === null) return value
    const rest = Object.entries(value).filter(([name]) => !['seq', 'received_at'].includes(name))
    return Object.fromEntries(rest.map(([name, inner]) => [name, plain(inner, name)]))
  }
  return { ...answer, body: plain(answer.body) }
}

/** Asks both services the same, who have to answer the same; gives back what they said. */
async function same(bases, path, options) {
  const [expected, found] = await Promise.all(bases.map((base) => ask(base, path, options)))
  const title = `${options?.method ?? 'GET'} ${path} ${String(options?.body ?? '').slice(0, 200)}`
  assert.deepEqual(comparable(found), comparable(expected), title)
  return comparable(expected)
}

const post = (body, headers = JSON_TYPE) => ({ method: 'POST', headers, body })
const question = (path, questions) => `${path}?${new URLSearchParams(questions)}`

/** The events of a tail, as they come. */
async function* eventsOf(base, questions, headers = {}, signal) {
  const answer = await fetch(base + question('/v1/tail', questions), { headers, signal })
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('content-type'), 'text/event-stream')
  let text = ''
  for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
    text += part
    for (let end; (end = text.indexOf('\n\n')) >= 0; text = text.slice(end + 2)) {
      const field = (name) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(text.slice(0, end))?.[1]
      if (field('event')) yield { event: field('event'), id: field('id'), data: JSON.parse(field('data')) }
    }
  }
}

/** The ids of the first records of a tail. */
async function firstOf(base, count, questions, headers) {
  const ids = []
  const ending = new AbortController()
  const limit = setTimeout(() => ending.abort(new Error(`the tail had ${ids}`)), 60_000)
  for await (const { event, id, data } of eventsOf(base, questions, headers, ending.signal)) {
    assert.deepEqual([event, id], ['record', String(data.seq)])
    ids.push(data.id)
    if (ids.length === count) break
  }
  clearTimeout(limit)
  ending.abort()
  return ids
}

describe('without tokens', () => {
  const at = copied()
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
})

describe('with tokens', () => {
  const at = copied()
  const tokens = {}
  let both

  before(async () => {
    const wanted = [['ingest', 'ingest'], ['read', 'read'], ['admin', 'admin'], ['all', 'ingest,read,admin'],
      ['into-one', 'ingest', 'one'], ['into-two', 'ingest', 'two'], ['one', 'read', 'one'], ['two', 'admin', 'two']]
    for (const words of wanted) tokens[words[0]] = await token(at, ...words)
    // The very file that `linestamp token create` wrote is the Worker's secret.
    const TOKENS = JSON.stringify(JSON.parse(readFileSync(at.path('data/tokens.json'), 'utf8')))
    both = await Promise.all([service(at), worker(at, { secrets: { TOKENS } })])
  })

  const by = (name) => ({ authorization: `Bearer ${tokens[name]}` })

  test('a token allows its scope alone', async () => {
    const body = JSON.stringify(record('allowed', { service: 'scopes' }))
    const { filter } = { filter: 'service:scopes' }
    for (const [name, sends, reads, deletes] of [['ingest', 200, 403, 403], ['read', 403, 200, 403], ['admin', 403, 200, 200], ['all', 200, 200, 200]]) {
      const send = await same(both, '/v1/records', post(body, { ...JSON_TYPE, ...by(name) }))
      const read = await same(both, question('/v1/records', { filter }), { headers: by(name) })
      const remove = await same(both, question('/v1/records', { filter }), { method: 'DELETE', headers: by(name) })
      assert.deepEqual([send.status, read.status, remove.status], [sends, reads, deletes], name)
    }
  })

  test('without a good token there is nothing to see', async () => {
    const bad = [{}, { authorization: 'Bearer linestamp_0' }, { authorization: 'Bearer ' }, { authorization: `Basic ${tokens.all}` },
      { authorization: tokens.all }, { authorization: `Bearer ${tokens.all}0` }]
    const paths = ['/v1/records', '/v1/records/1', '/v1/records/1/context?by=trace', '/v1/histogram', '/v1/facets?columns=level', '/v1/locations',
      `/v1/traces/${TRACE}`, '/v1/tail', '/v1/status']
    for (const headers of bad) assert.equal((await same(both, '/v1/records', { headers })).status, 401)
    for (const path of paths) assert.equal((await same(both, path)).status, 401, path)
    assert.equal((await same(both, '/v1/records', post('{}'))).status, 401)
    assert.equal((await same(both, `/v1/records?token=${tokens.all}`)).status, 401)
    for (const path of ['/healthz', '/readyz', '/v1/nothing']) await same(both, path)
    // A page of another site has no token, and where there are tokens a foreign host is none.
    assert.equal((await same(both, '/v1/records?filter=id:x', { headers: { ...by('read'), origin: 'https://page.example', 'x-forwarded-for': '192.0.2.1' } })).status, 200)
  })

  test('a bound token fills in its workspace, and may name no other', async () => {
    const records = [record('unsaid'), record('own', { workspace_id: 'one' }), record('others', { workspace_id: 'two' })]
    const { body } = await same(both, '/v1/records', post(JSON.stringify(records), { ...JSON_TYPE, ...by('into-one') }))
    assert.deepEqual([body.stored, body.refused.map(({ field }) => field)], [2, ['workspace_id']])
    await same(both, '/v1/records', post(JSON.stringify([record('two'), record('twice')]), { ...JSON_TYPE, ...by('into-two') }))
    await same(both, '/v1/records', post(JSON.stringify(RECORDS), { ...JSON_TYPE, ...by('all') }))
    const keyed = { ...JSON_TYPE, 'idempotency-key': 'k' }
    for (const name of ['into-one', 'into-two']) await same(both, '/v1/records', post(JSON.stringify(record(null)), { ...keyed, ...by(name) }))
  })

  test('a bound token never sees another workspace', async () => {
    const filters = ['', '-level:info', 'workspace:two', '-workspace:one', 'workspace:two or workspace:one', 'not (workspace:one)', 'id:two']
    for (const filter of filters) {
      for (const path of ['/v1/records', '/v1/locations', '/v1/facets?columns=workspace_id,id,service', `/v1/histogram?from=${NOON - 60_000}&until=${NOON + 60_000}&by=id`]) {
        const address = path + (path.includes('?') ? '&' : '?') + new URLSearchParams({ filter })
        const { body } = await same(both, address, { headers: by('one') })
        assert.doesNotMatch(JSON.stringify(body), /two|"g"|"p0"/, address)
      }
    }
    await same(both, `/v1/traces/${TRACE}`, { headers: by('one') })
    const [edge] = both.slice(1)
    const all = (await ask(edge, '/v1/records?limit=1000', { headers: by('all') })).body.records
    for (const { seq, workspace_id } of all) {
      const mine = workspace_id === 'one'
      const { status } = await ask(edge, `/v1/records/${seq}`, { headers: by('one') })
      const around = await ask(edge, `/v1/records/${seq}/context?by=service`, { headers: by('one') })
      assert.deepEqual([status, around.status], mine ? [200, 200] : [404, 404])
      assert.doesNotMatch(JSON.stringify(around.body), /"workspace_id":"two"/)
    }
    const status = (await ask(edge, '/v1/status', { headers: by('one') })).body
    const mine = all.filter(({ workspace_id }) => workspace_id === 'one')
    assert.deepEqual([status.records, status.scope, status.can], [mine.length, { workspace: 'one' }, ['read']])
  })

  test('a tail of a bound token has its own records alone', async () => {
    for (const base of both) {
      const { body } = await ask(base, question('/v1/records', { filter: 'workspace:one', order: 'oldest' }), { headers: by('one') })
      const ids = body.records.toSorted((one, two) => one.seq - two.seq).map(({ id }) => id)
      assert.deepEqual(await firstOf(base, ids.length, { after: 0 }, by('one')), ids)
    }
    // Where it begins is told by the last of its own records.
    const ending = new AbortController()
    const answer = await fetch(`${both[1]}/v1/tail`, { headers: by('one'), signal: ending.signal })
    const { value } = await answer.body.pipeThrough(new TextDecoderStream()).getReader().read()
    ending.abort()
    assert.equal((await ask(both[1], '/v1/records/' + /^id: (\d+)/.exec(value)[1], { headers: by('one') })).status, 200)
  })

  test('a bound administrator deletes what is its own', async () => {
    const { body } = await same(both, question('/v1/records', { filter: 'id:*' }), { method: 'DELETE', headers: by('two') })
    assert.ok(body.deleted > 0)
    assert.equal((await same(both, question('/v1/records', { filter: 'workspace:two' }), { headers: by('all') })).body.records.length, 0)
    await same(both, question('/v1/records', { filter: 'workspace:one' }), { headers: by('all') })
  })

  test('the command line has a token in its environment', async () => {
    const asks = (env) => linestamp(at, ['query', 'service:executor', '--format', 'json', '--url', both[1]], env).ended
    const { code, output } = await asks({ LINESTAMP_TOKEN: tokens.one })
    assert.equal(code, 0, output)
    const found = output.trim().split('\n').map((line) => JSON.parse(line).workspace_id)
    assert.deepEqual([...new Set(found)], ['one'])
    const refused = await asks({ LINESTAMP_TOKEN: 'linestamp_0' })
    assert.equal(refused.code, 2)
    assert.match(refused.output, /there is no such token/)
  })
})
